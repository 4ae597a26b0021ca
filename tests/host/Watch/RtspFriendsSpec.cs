using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>The clip of the six friends as two cameras of a real RTSP server, in real time.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class RtspFriendsSpec(ModelsFixture models, FolderFixture folder) : IClassFixture<FolderFixture>
{
    // The clip lasts 26.4 s; then its server ends the stream.
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(28);

    [Fact]
    public async Task Two_cameras_name_all_six_in_time_and_nobody_else_and_end_cleanly()
    {
        var clip = TestData.Path("videos/friends_poker_720p.mp4");
        using var server = RtspServer.Start(new Dictionary<string, string> { ["lobby"] = clip, ["gate"] = clip }, "--once");
        await using var watch = Executable.Start(
            models.Folder, "watch", server.Url("lobby"), server.Url("gate"), "--people", TestData.Path("photos/friends_gallery"),
            "--models", "omz",
            "--alerts", "-", "--data", folder.Create("data"));
        await Task.Delay(Watched, TestContext.Current.CancellationToken);

        watch.Interrupt();
        var run = await watch.WaitAsync();

        Assert.True(run.ExitCode == 0, run.Errors);
        var cameras = run.Alerts.GroupBy(alert => alert.GetProperty("camera").GetString()!).ToList();
        Assert.Equal(["127.0.0.1-gate", "127.0.0.1-lobby"], cameras.Select(camera => camera.Key).Order());
        foreach (var camera in cameras)
        {
            FriendsClip.AssertAllNamedInTime([.. camera], start: 0);
            Assert.All(camera, alert => FriendsClip.AssertInView(alert, start: 0));
            Assert.Equal(6, camera.Select(alert => alert.GetProperty("id").GetString()).Distinct().Count());
            Assert.Equal(6, camera.Count(alert => alert.GetProperty("state").GetString() == "closed"));
        }
    }
}
