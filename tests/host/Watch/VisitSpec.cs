using Analytics.Synth.Files;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>
/// People who do not exist, through the executable with the bundled models: what <see cref="FriendsSpec"/> shows of real ones.
/// </summary>
[FullTier]
public sealed class VisitSpec(SyntheticVisit visit, FolderFixture folder) : IClassFixture<FolderFixture>
{
    [Fact]
    public async Task Who_is_enrolled_is_named_while_in_view_and_nobody_else()
    {
        var run = await WatchAsync(visit.People, SyntheticVisit.Settings);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(visit.Names, FriendsClip.FirstNamings(run.Alerts).Keys.Order());
        Assert.All(run.Alerts, alert =>
        {
            var (from, to) = visit.InView(alert.GetProperty("person").GetString()!);
            Assert.InRange(alert.GetProperty("lastMediaTime").GetDouble(), from, to + 0.25);
            Assert.True(File.Exists(alert.GetProperty("snapshot").GetString()));
        });
        Assert.All(run.Alerts.GroupBy(alert => alert.GetProperty("id").GetString()), episode =>
        {
            Assert.Equal("early", episode.First().GetProperty("state").GetString());
            Assert.Equal("closed", episode.Last().GetProperty("state").GetString());
        });
        Assert.Equal(visit.Names.Count, run.Alerts.Select(alert => alert.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Who_is_not_enrolled_any_more_stays_unknown()
    {
        var absent = visit.Names[2];
        var people = folder.Create("five");
        foreach (var name in visit.Names.Where(name => name != absent))
        {
            File.Copy(visit.Portrait(name), Path.Combine(people, $"{name}.jpg"));
        }

        var run = await WatchAsync(people, SyntheticVisit.Settings);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(visit.Names.Where(name => name != absent), FriendsClip.FirstNamings(run.Alerts).Keys.Order());
    }

    [Fact]
    public async Task With_other_people_enrolled_nobody_is_named()
    {
        var drawn = Path.Combine(folder.Create("others"), "drawn");
        PeopleFolder.Write(
            drawn, new PeopleSettings { Count = 6, Views = 1, Size = 400, MaxYaw = 0, Seed = 99 }, (_, _) =>
                { }, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(drawn, "truth.json"));

        var run = await WatchAsync(drawn, []); // the threshold that the model is calibrated for

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Alerts);
    }

    private Task<Executable.Finished> WatchAsync(string people, string[] settings) => Executable.RunAsync(
        folder.Create($"models-{Guid.NewGuid():N}"),
        ["watch", visit.Clip, "--people", people, "--alerts", "-", "--data", folder.Create($"data-{Guid.NewGuid():N}"), .. settings]);
}
