using System.Text.Json;
using Analytics.Host.Commands;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Synthetic;

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
        var views = truth.GetProperty("people").EnumerateArray().SelectMany(person => person.GetProperty("views").EnumerateArray()).ToList();
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
    [InlineData("people X --count 0", "error: --count must be 1 to 1000000.")]
    [InlineData("people X --size 20", "error: --size must be 64 to 2048 pixels.")]
    [InlineData("people X --yaw 200", "error: --yaw must be 0 to 90 degrees.")]
    [InlineData("scene X --size big", "error: --size must be WIDTHxHEIGHT, for example 1280x720, not 'big'.")]
    [InlineData("scene X --size 641x360",
        "error: --size must be WIDTHxHEIGHT with even sides of 160 to 3840 pixels, for example 1280x720.")]
    [InlineData("scene X --people 3 --enrolled 4", "error: --enrolled must be 0 to 3, the number of people.")]
    [InlineData("scene X --seconds 1 --set Ingest:FfmpegPath=no-such-ffmpeg", "error: 'no-such-ffmpeg' cannot be started")]
    public async Task What_cannot_be_made_is_one_clean_line(string line, string explanation)
    {
        var arguments = line.Split(' ').Select(word => word == "X" ? _folder.File("x") : word).ToArray();

        var (code, output, error) = await RunAsync(["synth", .. arguments]);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith(explanation, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people")]
    [InlineData("scene")]
    public async Task What_is_there_already_is_left_alone(string command)
    {
        await File.WriteAllTextAsync(_folder.File("mine.txt"), "mine");

        var (code, _, error) = await RunAsync("synth", command, _folder.Path);

        Assert.Equal(2, code);
        Assert.EndsWith("is there already and is not an empty folder. Name a folder that is empty or not there.\n", error,
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

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = AnalyticsCommand.Create(SynthCommand.Create());
        var code = await CommandRunner.RunAsync(root, arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
