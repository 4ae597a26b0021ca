using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>
/// The clip of the six friends through the executable, default settings but for the pack: omz, and where said the bundled one.
/// </summary>
[FullTier]
public sealed class FriendsSpec(ModelsFixture models, FolderFixture folder) : IClassFixture<FolderFixture>
{
    /// <summary>Each of the six; one of them stands for all where the clip is not here.</summary>
    public static readonly TheoryData<string> Absent = [
        "Rachel", .. TestData.IsThere ? ["Joey", "Monica", "Chandler", "Phoebe", "Ross"] : Array.Empty<string>()];

    [Fact]
    public async Task All_six_are_named_within_two_seconds_and_nobody_else()
    {
        var run = await WatchAsync(TestData.Path("photos/friends_gallery"));

        Assert.True(run.ExitCode == 0, run.Errors);
        FriendsClip.AssertAllNamedInTime(run.Alerts);
        foreach (var alert in run.Alerts)
        {
            FriendsClip.AssertInView(alert);
            Assert.True(File.Exists(alert.GetProperty("snapshot").GetString()));
        }

        foreach (var episode in run.Alerts.GroupBy(alert => alert.GetProperty("id").GetString()))
        {
            Assert.Equal("early", episode.First().GetProperty("state").GetString());
            Assert.Equal("closed", episode.Last().GetProperty("state").GetString());
        }

        Assert.Equal(6, run.Alerts.Select(alert => alert.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task The_bundled_models_name_all_six_and_nobody_else()
    {
        var run = await WatchAsync(TestData.Path("photos/friends_gallery"), pack: "bundled");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(FriendsClip.People.Order(), FriendsClip.FirstNamings(run.Alerts).Keys.Order());
        Assert.All(run.Alerts, alert => FriendsClip.AssertInView(alert));
    }

    [Theory]
    [MemberData(nameof(Absent))]
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
        Assert.Equal(FriendsClip.People.Where(name => name != absent).Order(), FriendsClip.FirstNamings(run.Alerts).Keys.Order());
        Assert.All(run.Alerts, alert => FriendsClip.AssertInView(alert));
    }

    [Theory]
    [InlineData("bundled")]
    [InlineData("omz")]
    public async Task With_other_people_enrolled_nobody_is_named(string pack)
    {
        var run = await WatchAsync(TestData.Path("photos/face_recognition/examples/knn_examples/train"), pack: pack);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Alerts);
    }

    [Theory]
    [InlineData("bundled")]
    [InlineData("omz")]
    public async Task People_seen_from_behind_are_nobody(string pack)
    {
        var run = await WatchAsync(TestData.Path("photos/friends_gallery"), "videos/intel_one-by-one-person-detection.mp4", pack);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Alerts);
    }

    private Task<Executable.Finished> WatchAsync(string people, string video = "videos/friends_poker_720p.mp4", string pack = "omz") =>
        Executable.RunAsync(
            models.Folder, "watch", TestData.Path(video), "--people", people, "--models", pack, "--alerts", "-", "--data",
            folder.Create($"data-{Guid.NewGuid():N}"));
}
