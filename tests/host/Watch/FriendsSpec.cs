using System.Text.Json;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>The clip of the six friends through the executable, default settings, pack omz.</summary>
public sealed class FriendsSpec(ModelsFixture models, FolderFixture folder) : IClassFixture<ModelsFixture>, IClassFixture<FolderFixture>
{
    // When each comes into view for the first time, seconds of presentation time.
    private static readonly Dictionary<string, double> InViewFrom = new()
    {
        ["Rachel"] = 1.7, ["Joey"] = 1.7, ["Monica"] = 6.0, ["Chandler"] = 6.0, ["Phoebe"] = 13.0, ["Ross"] = 13.0,
    };

    [Fact]
    public async Task All_six_are_named_within_two_seconds_and_nobody_else()
    {
        var run = await WatchAsync(TestData.Path("photos/friends_gallery"));

        Assert.True(run.ExitCode == 0, run.Errors);
        var named = FirstNamings(run.Alerts);
        Assert.Equal(InViewFrom.Keys.Order(), named.Keys.Order());
        foreach (var (person, seconds) in named)
        {
            Assert.True(seconds <= InViewFrom[person] + 2.0, $"{person} was named at {seconds:0.00} s, in view from {InViewFrom[person]} s");
        }

        foreach (var alert in run.Alerts)
        {
            AssertInView(alert);
            Assert.True(File.Exists(alert.GetProperty("snapshot").GetString()));
        }

        foreach (var episode in run.Alerts.GroupBy(alert => alert.GetProperty("id").GetString()))
        {
            Assert.Equal("early", episode.First().GetProperty("state").GetString());
            Assert.Equal("closed", episode.Last().GetProperty("state").GetString());
        }

        Assert.Equal(6, run.Alerts.Select(alert => alert.GetProperty("id").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("Rachel")]
    [InlineData("Joey")]
    [InlineData("Monica")]
    [InlineData("Chandler")]
    [InlineData("Phoebe")]
    [InlineData("Ross")]
    public async Task With_five_enrolled_the_sixth_stays_unknown(string absent)
    {
        var people = folder.Create($"without-{absent}");
        foreach (var photo in Directory.EnumerateFiles(TestData.Path("photos/friends_gallery")))
        {
            if (Path.GetFileNameWithoutExtension(photo) != absent)
            {
                File.Copy(photo, Path.Combine(people, Path.GetFileName(photo)));
            }
        }

        var run = await WatchAsync(people);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(InViewFrom.Keys.Where(name => name != absent).Order(), FirstNamings(run.Alerts).Keys.Order());
        Assert.All(run.Alerts, AssertInView);
    }

    [Fact]
    public async Task With_other_people_enrolled_nobody_is_named()
    {
        var run = await WatchAsync(TestData.Path("photos/face_recognition/examples/knn_examples/train"));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Alerts);
    }

    [Fact]
    public async Task People_seen_from_behind_are_nobody()
    {
        var run = await WatchAsync(TestData.Path("photos/friends_gallery"), "videos/intel_one-by-one-person-detection.mp4");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Alerts);
    }

    private static Dictionary<string, double> FirstNamings(IReadOnlyList<JsonElement> alerts) => alerts
        .Where(alert => alert.GetProperty("state").GetString() == "early")
        .GroupBy(alert => alert.GetProperty("person").GetString()!)
        .ToDictionary(person => person.Key, person => person.Min(alert => alert.GetProperty("lastMediaTime").GetDouble()));

    // The pairs in view, seconds of presentation time; a quarter of a second of slack for the reading of the cuts.
    private static void AssertInView(JsonElement alert)
    {
        (double From, double To, string[] People)[] shots =
        [
            (1.7, 6.0, ["Rachel", "Joey"]), (18.4, 20.5, ["Rachel", "Joey"]), (6.0, 12.9, ["Monica", "Chandler"]),
            (24.8, 28.1, ["Monica", "Chandler"]), (13.0, 18.4, ["Phoebe", "Ross"]), (20.6, 24.7, ["Phoebe", "Ross"]),
        ];
        var person = alert.GetProperty("person").GetString()!;
        var last = alert.GetProperty("lastMediaTime").GetDouble();
        Assert.Contains(shots, shot => shot.People.Contains(person) && last > shot.From - 0.25 && last < shot.To + 0.25);
    }

    private Task<Executable.Finished> WatchAsync(string people, string video = "videos/friends_poker_720p.mp4") => Executable.RunAsync(
        models.Folder, "watch", TestData.Path(video), "--people", people, "--alerts", "-", "--data", folder.Create($"data-{Guid.NewGuid():N}"));
}
