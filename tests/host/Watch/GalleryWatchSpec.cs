using Analytics.Host.People;
using Analytics.Match.Gallery;
using Analytics.Tests.Host.Enrol;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>A watch that names the people of the gallery, and hears of those who are enrolled while it runs.</summary>
[Collection(nameof(EnrolRig))]
public sealed class GalleryWatchSpec(ModelsFixture models, FolderFixture folder, EnrolRig rig) : IClassFixture<FolderFixture>
{
    private readonly string _data = folder.Create(Guid.NewGuid().ToString("N"));

    private static string Clip => TestData.Path("videos/friends_poker_720p.mp4");

    [Fact]
    public async Task The_people_of_the_gallery_are_named()
    {
        Assert.Equal(0, (await RunAsync("people", "import", TestData.Path("photos/friends_gallery"), "--models", "omz")).ExitCode);

        var run = await RunAsync("watch", Clip, "--models", "omz", "--alerts", "-");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"The gallery '{Path.Combine(_data, "gallery.db")}' is used: 6 people.", run.Errors, StringComparison.Ordinal);
        FriendsClip.AssertAllNamedInTime(run.Alerts);
        Assert.All(run.Alerts, alert => Assert.True(Guid.TryParse(alert.GetProperty("personId").GetString(), out _)));
        Assert.Equal(6, run.Alerts.Select(alert => alert.GetProperty("personId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Who_is_enrolled_and_who_is_removed_while_it_runs_reaches_it()
    {
        await EnrolAsync("Rachel");
        await EnrolAsync("Ross");
        var enrolment = await rig.EnrolAsync(TestData.Path("photos/friends_gallery"), TestContext.Current.CancellationToken);
        var phoebe = enrolment.Accepted.Single(photo => photo.Photo.Person.Value == "Phoebe");
        using var gallery = await GalleryPlace.OpenAsync(
            _data, new GalleryOptions(), new Dictionary<string, string?>(), TestContext.Current.CancellationToken);
        var register = new PeopleRegister(gallery, TimeProvider.System);
        var ross = await register.GetAsync("Ross", TestContext.Current.CancellationToken);
        var alerts = Path.Combine(_data, "alerts.jsonl");
        await using var watch = Executable.Start(models.Folder, "watch", Clip, "--realtime", "--models", "omz", "--alerts", alerts, "--data", _data);
        while (!File.Exists(alerts) || new FileInfo(alerts).Length == 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // Rachel was named, two seconds into the clip; these two come into view after thirteen.
        NewPhoto photo = new("Phoebe.png", new string('a', 64), phoebe.Quality!.Value, phoebe.Crop, phoebe.Template!);
        await register.EnrolAsync("Phoebe", null, [photo], [], TestContext.Current.CancellationToken);
        await register.RemoveAsync(ross.Id, TestContext.Current.CancellationToken);
        var run = await watch.WaitAsync();

        Assert.True(run.ExitCode == 0, run.Errors);
        var named = FriendsClip.FirstNamings(
            (run with { Output = await File.ReadAllTextAsync(alerts, TestContext.Current.CancellationToken) }).Alerts);
        Assert.Equal(["Phoebe", "Rachel"], named.Keys.Order());
    }

    [Fact]
    public async Task Without_people_nobody_is_named_and_no_gallery_is_made()
    {
        var run = await RunAsync("watch", TestData.Path("photos/friends_gallery/Joey.png"), "--alerts", "-");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("No --people and no gallery: faces are followed, nobody is named.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Alerts);
        Assert.False(File.Exists(Path.Combine(_data, "gallery.db")));
    }

    private async Task EnrolAsync(string name)
    {
        var run = await RunAsync("people", "add", name, TestData.Path($"photos/friends_gallery/{name}.png"), "--models", "omz");
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private Task<Executable.Finished> RunAsync(params string[] arguments) =>
        Executable.RunAsync(models.Folder, [.. arguments, "--data", _data]);
}
