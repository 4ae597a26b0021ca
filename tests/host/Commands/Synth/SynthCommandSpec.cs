using System.Text.Json;
using Analytics.Cli;
using Analytics.Contracts.Processes;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Synth;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Host.Commands.Synth;

[FullTier]
public sealed class SynthCommandSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task People_are_written_with_their_truth_and_a_sheet()
    {
        var (code, output, _) = await RunAsync(
            "synth", "people", _folder.File("faces"), "--count", "3", "--views", "2", "--size", "96", "--sheet", _folder.File("sheet.png"),
            "--output", "json");

        Assert.Equal(0, code);
        Assert.Equal(6, JsonDocument.Parse(output).RootElement.GetProperty("pictures").GetInt32());
        var truth = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("faces/truth.json"))).RootElement;
        var views = truth.GetProperty("people").EnumerateArray().SelectMany(person => person.GetProperty("views").EnumerateArray())
            .ToList();
        Assert.Equal(6, views.Count);
        Assert.All(views, view =>
        {
            using var picture = Cv2.ImRead(_folder.File("faces/" + view.GetProperty("file").GetString()));
            Assert.Equal(new Size(96, 96), picture.Size());
            Assert.Equal(4, view.GetProperty("box").GetArrayLength());
            Assert.Equal(5, view.GetProperty("landmarks").GetArrayLength());
        });
        Assert.True(new FileInfo(_folder.File("sheet.png")).Length > 10_000);
    }

    [Fact]
    public async Task A_scene_is_written_as_videos_truth_and_portraits()
    {
        string[] scene = ["--cameras", "2", "--people", "4", "--enrolled", "2", "--seconds", "2", "--fps", "5", "--size", "320x180",
            "--output", "json"];
        var (code, output, error) = await RunAsync(["synth", "scene", _folder.File("scene"), .. scene]);
        await RunAsync(["synth", "scene", _folder.File("again"), .. scene]);

        Assert.True(code == 0, error);
        Assert.Equal(20, JsonDocument.Parse(output).RootElement.GetProperty("frames").GetInt32());
        var truth = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("scene/truth.json"))).RootElement;
        Assert.Equal(2, truth.GetProperty("people").EnumerateArray().Count(person => File.Exists(_folder.File("scene/"
            + Text(person, "portrait")))));
        foreach (var camera in truth.GetProperty("cameras").EnumerateArray())
        {
            var frames = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("scene/"
                + Text(camera, "truth")))).RootElement.GetProperty("frames");
            Assert.Equal(10, frames.GetArrayLength());
            using var video = new VideoCapture(_folder.File("scene/" + Text(camera, "video")));
            Assert.Equal((320, 180, 10), (video.FrameWidth, video.FrameHeight, video.FrameCount));
            Assert.Equal(
                await File.ReadAllBytesAsync(_folder.File("scene/" + Text(camera, "video"))),
                await File.ReadAllBytesAsync(_folder.File("again/" + Text(camera, "video"))));
        }
    }

    [Theory]
    [InlineData("people X --count 0", "error: The number of people must be 1 to 1,000,000. Correct --count.")]
    [InlineData("people X --size 20", "error: The side of a picture must be 64 to 2048 pixels. Correct --size.")]
    [InlineData("people X --yaw 200", "error: The largest turn of a head must be 0 to 90 degrees. Correct --yaw.")]
    [InlineData("scene X --size big", "error: --size must be WIDTHxHEIGHT, for example 1280x720, not 'big'.")]
    [InlineData("scene X --size 641x360",
        "error: Width and height must be even and 160 to 3840 pixels, for example 1280x720. Correct --size.")]
    [InlineData("scene X --people 3 --enrolled 4",
        "error: The number of enrolled people must be 0 to 3, the number of people. Correct --enrolled.")]
    [InlineData("scene X --light 7", "error: The light must be day, dim or night. Correct --light.")]
    [InlineData("evaluate --views 1", "error: Recognition needs 2 to 20,000 people with at least 2 pictures each. Correct --views.")]
    [InlineData("evaluate --count 30000", "error: Recognition needs 2 to 20,000 people with at least 2 pictures each. Correct --count.")]
    [InlineData("evaluate --lfw X", "error: '")]
    [InlineData("scene X --seconds 1 --set Ingest:FfmpegPath=no-such-ffmpeg", "error: 'no-such-ffmpeg' cannot be started")]
    public async Task What_cannot_be_made_is_one_clean_line(string line, string explanation)
    {
        var arguments = line.Split(' ').Select(word => word == "X" ? _folder.File("x") : word).ToArray();

        var (code, output, error) = await RunAsync(["synth", .. arguments]);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith(explanation, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_reported_as_something_that_may_work_later()
    {
        var (code, output, error) = await RunAsync("synth", "people", "/proc/self/faces", "--count", "1");

        Assert.Equal((4, ""), (code, output));
        Assert.StartsWith("error: The folder '/proc/self/faces' cannot be written", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_name_is_refused()
    {
        var (code, _, error) = await RunAsync("synth", "people", "");

        Assert.Equal((2, "error: The folder has no name. Name one that is empty or does not exist.\n"), (code, error));
    }

    [Fact]
    public async Task A_sheet_shows_the_people_that_were_made()
    {
        await RunAsync(
            "synth", "people", _folder.File("faces"), "--count", "3", "--views", "2", "--size", "96", "--sheet", _folder.File("few.png"));

        using var sheet = Cv2.ImRead(_folder.File("few.png"));
        using var empty = new Mat(sheet, new Rect(sheet.Cols / 2, 0, sheet.Cols / 2, sheet.Rows));
        Assert.Equal(0, Cv2.Norm(empty, NormTypes.INF)); // three times two pictures are half of a row of twelve
    }

    // A file system of its own that is soon full; only root may mount one.
    [Theory]
    [InlineData("people --count 4 --views 4 --size 512")]
    [InlineData("scene --cameras 1 --people 4 --enrolled 1 --seconds 2 --size 640x360")]
    public async Task A_full_disk_is_said_and_nothing_half_written_stays(string line)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may mount a small file system.");
        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        Assert.SkipUnless(
            await RunToolAsync("mount", "-t", "tmpfs", "-o", "size=24k", "none", disk) == 0, "A file system cannot be mounted here.");
        try
        {
            var words = line.Split(' ');
            var (code, _, error) = await RunAsync(["synth", words[0], Path.Combine(disk, "x"), .. words[1..]]);

            Assert.Equal(4, code);
            Assert.Contains("error: ", error, StringComparison.Ordinal);
            Assert.DoesNotContain("internal fault", error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(disk));

            // A mounted folder cannot make way for the finished one: that is said before the work.
            (code, _, error) = await RunAsync(["synth", words[0], disk, .. words[1..]]);
            Assert.Equal(4, code);
            Assert.Contains($"The folder '{disk}' cannot be written", error, StringComparison.Ordinal);
        }
        finally
        {
            await RunToolAsync("umount", disk);
        }
    }

    [Theory]
    [InlineData("people")]
    [InlineData("scene")]
    public async Task What_is_there_already_is_left_alone(string command)
    {
        await File.WriteAllTextAsync(_folder.File("mine.txt"), "mine");

        var (code, _, error) = await RunAsync("synth", command, _folder.Path);

        Assert.Equal(2, code);
        Assert.EndsWith("already exists and is not an empty folder. Name a folder that is empty or does not exist.\n", error,
            StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void What_was_stopped_leaves_nothing_and_can_be_run_again()
    {
        var settings = new SceneSettings { Cameras = 1, People = 4, Enrolled = 1, Seconds = 4, Fps = 5, Width = 320, Height = 180 };
        using var stop = new CancellationTokenSource();
        void StopAtTheThird(long done, long total)
        {
            if (done == 3)
            {
                stop.Cancel();
            }
        }

        var folder = _folder.File("scene");
        Assert.ThrowsAny<OperationCanceledException>(() => SceneFolder.Write(folder, settings, "ffmpeg", StopAtTheThird, stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        SceneFolder.Write(folder, settings, "ffmpeg", (_, _) => { }, TestContext.Current.CancellationToken);
        Assert.Equal(["scene"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.True(File.Exists(_folder.File("scene/truth.json")));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<int> RunToolAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(ProgramPath.Find(program, "Install it."), arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    internal static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = AnalyticsCommand.Create(SynthCommand.Create());
        var code = await CommandRunner.RunAsync(root, arguments, output, error, TestContext.Current.CancellationToken, Hints.Of);
        return (code, output.ToString(), error.ToString());
    }
}
