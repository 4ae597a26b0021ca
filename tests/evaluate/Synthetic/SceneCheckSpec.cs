using System.Globalization;
using System.Text.Json;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;
using Analytics.Tests.Host.Commands.Synth;
using Xunit;

namespace Analytics.Tests.Evaluate.Synthetic;

/// <summary>Alerts made up from the truth of a scene are judged by <c>synth check</c>.</summary>
[FullTier]
public sealed class SceneCheckSpec(SceneCheckSpec.Scene scene) : IClassFixture<SceneCheckSpec.Scene>
{
    /// <summary>A scene with somebody who is enrolled and passes clearly.</summary>
    public sealed class Scene : IDisposable
    {
        internal TempFolder Folder { get; } = new();

        public Scene()
        {
            SceneFolder.Write(
                Path, new SceneSettings { Seconds = 12, Fps = 5, Width = 640, Height = 360, People = 4, Enrolled = 4 }, "ffmpeg",
                (_, _) => { },
                CancellationToken.None);
            Truth = SceneTruth.Read(Path);
        }

        public string Path => Folder.File("scene");

        public SceneTruth Truth { get; }

        public void Dispose() => Folder.Dispose();
    }

    [Fact]
    public async Task Who_is_named_while_they_pass_is_right()
    {
        var (code, answer) = await CheckAsync([.. Passages().Select(passage => Line(passage.Id, passage.Name, passage.Best))]);

        Assert.Equal(0, code);
        Assert.True(answer.GetProperty("appearances").GetInt32() > 0);
        Assert.Equal(answer.GetProperty("appearances").GetInt32(), answer.GetProperty("right").GetInt32());
        Assert.Equal((0, 0), (answer.GetProperty("wrong").GetInt32(), answer.GetProperty("repeated").GetInt32()));
    }

    [Fact]
    public async Task Nobody_named_is_too_few()
    {
        var (code, answer) = await CheckAsync([]);

        Assert.Equal(3, code);
        Assert.Equal(0, answer.GetProperty("right").GetInt32());
    }

    [Fact]
    public async Task Another_one_s_name_is_wrong()
    {
        var passages = Passages().ToList();
        var away = scene.Truth.People.First(actor => actor.Name != passages[0].Name);

        var (code, answer) = await CheckAsync(
            [.. passages.Select(passage => Line(passage.Id, passage.Name, passage.Best)), Line("x", away.Name, passages[0].Best)]);

        Assert.Equal(3, code);
        Assert.Equal(1, answer.GetProperty("wrong").GetInt32());
    }

    [Fact]
    public async Task The_right_name_elsewhere_in_the_picture_is_wrong()
    {
        var passage = Passages().First();
        var aside = passage.Best with { Box = [1, 1, 40, 50] };

        var (_, answer) = await CheckAsync([Line("x", passage.Name, aside)]);

        Assert.Equal(1, answer.GetProperty("wrong").GetInt32());
    }

    [Fact]
    public async Task A_second_alert_of_the_same_passage_is_reported()
    {
        var passage = Passages().First();

        var (_, answer) = await CheckAsync([Line("x", passage.Name, passage.Best), Line("y", passage.Name, passage.Best)]);

        Assert.Equal(1, answer.GetProperty("repeated").GetInt32());
    }

    [Fact]
    public async Task A_camera_that_the_scene_lacks_is_said()
    {
        var passage = Passages().First();

        var (code, _, error) = await RunAsync(
            [Line("x", passage.Name, passage.Best).Replace("camera-1", "lobby", StringComparison.Ordinal)]);

        Assert.Equal(2, code);
        Assert.Contains("An alert is from camera 'lobby', which is not in the scene (camera-1).", error, StringComparison.Ordinal);
    }

    // Of everybody who passes the frame in which their face is largest.
    private IEnumerable<(string Id, string Name, Seen Best)> Passages() => scene.Truth.People
        .Select(actor => (actor.Id, actor.Name, Seen: scene.Truth.Cameras["camera-1"]
            .SelectMany(frame => frame.Faces.Where(face => face.Person == actor.Id && face.Visible > 0.8f)
                .Select(face => new Seen(frame.Time, [face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height])))
            .MaxBy(seen => seen.Box[3])))
        .Where(passage => passage.Seen is not null)
        .Select(passage => (passage.Id, passage.Name, passage.Seen!));

    private async Task<(int Code, JsonElement Answer)> CheckAsync(string[] lines)
    {
        var (code, output, _) = await RunAsync(lines);
        return (code, JsonDocument.Parse(output).RootElement);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] lines)
    {
        var file = scene.Folder.File($"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        return await SynthCommandSpec.RunAsync("synth", "check", scene.Path, "--alerts", file, "--output", "json");
    }

    private static string Line(string id, string person, Seen seen)
    {
        var box = string.Join(",", seen.Box.Select(side => side.ToString(CultureInfo.InvariantCulture)));
        var (first, last) = (seen.Time - 0.2, seen.Time + 0.2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"id":"{{id}}","state":"closed","person":"{{person}}","camera":"camera-1","firstMediaTime":{{first}},"lastMediaTime":{{last}},
            "similarity":0.7,"box":[{{box}}],"evidence":[{"mediaTime":{{seen.Time}},"quality":0.8}],"snapshot":null}
            """).ReplaceLineEndings("");
    }

    /// <summary>Where and when a face is.</summary>
    private sealed record Seen(double Time, float[] Box);
}
