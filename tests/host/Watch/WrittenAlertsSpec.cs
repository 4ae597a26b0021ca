using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>What becomes of alerts when they cannot be written, or their file is moved away.</summary>
public sealed class WrittenAlertsSpec(SynthClip clip) : IClassFixture<SynthClip>
{
    [Fact]
    public async Task A_watch_whose_snapshots_cannot_be_saved_writes_its_alerts_and_ends_with_1()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("snapshots"), "in the way");

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

    [Fact]
    public async Task A_hangup_opens_the_file_of_alerts_anew_and_ends_nothing()
    {
        using var folder = new TempFolder();
        var file = folder.File("alerts.jsonl");
        await using var watch = Executable.Start("/nowhere", clip.Watch(folder.Path, "--alerts", file, "--realtime"));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(file) && new FileInfo(file).Length > 0, TimeSpan.FromMinutes(1)));

        File.Move(file, file + ".1");
        using (var kill = Process.Start("kill", ["-HUP", watch.ProcessId.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(SpinWait.SpinUntil(() => File.Exists(file), TimeSpan.FromMinutes(1)));
        var finished = await watch.WaitAsync();

        Assert.True(finished.ExitCode == 0, finished.Errors);
        Assert.All([.. File.ReadAllLines(file), .. File.ReadAllLines(file + ".1")], line => Assert.StartsWith("{", line, StringComparison.Ordinal));
        Assert.Contains(File.ReadAllLines(file), line => line.Contains("\"closed\"", StringComparison.Ordinal));
    }
}
