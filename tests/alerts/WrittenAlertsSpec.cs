using System.Diagnostics;
using System.Globalization;
using Analytics.Tests.Host.Watch;
using Xunit;

namespace Analytics.Tests.Alerts;

/// <summary>What becomes of alerts when they cannot be written, or their file is moved away.</summary>
[FullTier]
public sealed class WrittenAlertsSpec(SynthClip clip) : IClassFixture<SynthClip>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_whose_snapshots_cannot_be_saved_writes_its_alerts_and_ends_with_1()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("snapshots"), "in the way", Token);

        var finished = await Executable.RunAsync("/nowhere", clip.Watch(folder.Path, "--alerts", "-"));

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("early", finished.Alerts.Select(alert => alert.GetProperty("state").GetString()));
        Assert.Contains("could not be written and are lost", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_onto_a_full_disk_ends_with_1()
    {
        using var folder = new TempFolder();

        var finished = await Executable.RunAsync("/nowhere", clip.Watch(folder.Path, "--alerts", "/dev/full"));

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("No space left on device", finished.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--annotate")]
    [InlineData("--alerts")]
    public async Task A_watch_that_would_write_onto_what_it_reads_is_refused(string option)
    {
        using var folder = new TempFolder();
        var arguments = clip.Watch(folder.Path, option, clip.Video);
        var before = await File.ReadAllBytesAsync(clip.Video, Token);

        var finished = await Executable.RunAsync("/nowhere", arguments);

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains($"{option}: '{clip.Video}' is already used by this command", finished.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(clip.Video, Token));
    }

    [Fact]
    public async Task A_video_that_is_there_is_replaced_only_when_that_was_asked_for()
    {
        using var folder = new TempFolder();
        var video = folder.File("annotated.mp4");
        await File.WriteAllTextAsync(video, "another recording", Token);

        var refused = await Executable.RunAsync("/nowhere", clip.Watch(folder.Path, "--annotate", video));
        Assert.Equal((2, "another recording"), (refused.ExitCode, await File.ReadAllTextAsync(video, Token)));
        var asked = await Executable.RunAsync("/nowhere", clip.Watch(folder.Path, "--annotate", video, "--overwrite"));

        Assert.True(asked.ExitCode == 0, asked.Errors);
        Assert.True(new FileInfo(video).Length > 10_000);
    }

    [Fact]
    public async Task A_hangup_opens_the_file_of_alerts_anew_and_ends_nothing()
    {
        using var folder = new TempFolder();
        var file = folder.File("alerts.jsonl");
        await using var watch = Executable.Start("/nowhere", clip.Watch(folder.Path, "--alerts", file, "--realtime"));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(file) && new FileInfo(file).Length > 0, TimeSpan.FromMinutes(1)));

        File.Move(file, file + ".1");
        using (var kill = Process.Start("/usr/bin/kill", ["-HUP", watch.ProcessId.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Token);
        }

        Assert.True(SpinWait.SpinUntil(() => File.Exists(file), TimeSpan.FromMinutes(1)));
        var finished = await watch.WaitAsync();

        Assert.True(finished.ExitCode == 0, finished.Errors);
        var lines = await File.ReadAllLinesAsync(file, Token);
        Assert.All([.. lines, .. await File.ReadAllLinesAsync(file + ".1", Token)],
            line => Assert.StartsWith("{", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"closed\"", StringComparison.Ordinal));
    }
}
