using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>A watch that names the people of the gallery, and hears of those who are enrolled while it runs.</summary>
[FullTier]
public sealed class GalleryWatchSpec(SyntheticVisit visit, FolderFixture folder) : IClassFixture<FolderFixture>
{
    private readonly string _data = folder.Create(Guid.NewGuid().ToString("N"));

    private string Clip => visit.Clip;

    [Fact]
    public async Task The_people_of_the_gallery_are_named()
    {
        Assert.Equal(0, (await RunAsync("people", "import", visit.People)).ExitCode);

        var run = await RunAsync(["watch", Clip, "--alerts", "-", .. SyntheticVisit.Settings]);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"The gallery '{Path.Combine(_data, "gallery.db")}' is used: 6 people.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(visit.Names, FriendsClip.FirstNamings(run.Alerts).Keys.Order());
        Assert.All(run.Alerts, alert => Assert.True(Guid.TryParse(alert.GetProperty("personId").GetString(), out _)));
        Assert.Equal(6, run.Alerts.Select(alert => alert.GetProperty("personId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Who_is_enrolled_and_who_is_removed_while_it_runs_reaches_it()
    {
        var (first, removed, added) = (ByTime(0), ByTime(4), ByTime(5));
        await EnrolAsync(first);
        await EnrolAsync(removed);
        var (camera, alerts) = (Path.Combine(_data, "camera.y4m"), Path.Combine(_data, "alerts.jsonl"));
        HeldClip.Make(camera);
        await using var watch = Executable.Start(
            _data, ["watch", camera, "--alerts", alerts, "--data", _data, "--set", "Ingest:StallTimeout=1m", .. SyntheticVisit.Settings]);
        var goOn = new TaskCompletionSource();
        var playing = HeldClip.PlayAsync(
            Clip, visit.Scene, camera, FrameAfter(first, before: removed), goOn.Task, TestContext.Current.CancellationToken);

        // The first has come and gone; the other two come into view when the clip goes on.
        await watch.UntilAsync(() => File.Exists(alerts) && new FileInfo(alerts).Length > 0);
        await EnrolAsync(added);
        await watch.UntilAsync(() => watch.Errors.Contains("The gallery changed: it holds 3 people", StringComparison.Ordinal));
        await RemoveAsync(removed);
        await watch.UntilAsync(() => watch.Errors.Contains("The gallery changed: it holds 2 people", StringComparison.Ordinal));
        goOn.SetResult();
        await playing;
        var run = await watch.WaitAsync();

        Assert.True(run.ExitCode == 0, run.Errors);
        var named = FriendsClip.FirstNamings(
            (run with { Output = await File.ReadAllTextAsync(alerts, TestContext.Current.CancellationToken) }).Alerts);
        Assert.Equal(new[] { first, added }.Order(), named.Keys.Order());
    }

    [Fact]
    public async Task Without_people_nobody_is_named_and_no_gallery_is_made()
    {
        var run = await RunAsync("watch", visit.Portrait(visit.Names[0]), "--alerts", "-");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("No --people and no gallery: faces are tracked but not identified.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Alerts);
        Assert.False(File.Exists(Path.Combine(_data, "gallery.db")));
    }

    private string ByTime(int place) => visit.Names.OrderBy(name => visit.InView(name).From).ElementAt(place);

    // The first frame without who is gone by then; somebody else comes later.
    private int FrameAfter(string gone, string before)
    {
        var frame = visit.Truth.Cameras["camera-1"].First(frame => frame.Time > visit.InView(gone).To);
        Assert.True(frame.Time < visit.InView(before).From);
        return frame.Index;
    }

    private async Task RemoveAsync(string name)
    {
        var run = await RunAsync("people", "remove", name, "--yes");
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private async Task EnrolAsync(string name)
    {
        var run = await RunAsync("people", "add", name, visit.Portrait(name));
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private Task<Executable.Finished> RunAsync(params string[] arguments) =>
        Executable.RunAsync(_data, [.. arguments, "--data", _data]);
}
