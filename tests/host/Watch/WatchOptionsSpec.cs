using Analytics.Host;
using Analytics.Host.Watch;
using Xunit;

namespace Analytics.Tests.Host.Watch;

public sealed class WatchOptionsSpec
{
    private static readonly WatchRequest Plain = new(["clip.mp4"], null, null, null, null, null, Realtime: false, "data", null, null);
    private static readonly AnalyticsOptions Configured = new();

    [Fact]
    public void What_the_command_line_does_not_say_stays_as_it_was_configured() =>
        Assert.Equal(Configured, WatchHandler.Merge(Plain, Configured));

    [Fact]
    public void What_it_says_wins()
    {
        var options = WatchHandler.Merge(Plain with { Fps = 12, Realtime = true, Alerts = "-", Pack = "opencv" }, Configured);

        Assert.Equal((12, true, "-", "opencv"), (options.Ingest.Fps, options.Ingest.Realtime, options.Alerts.File, options.Models.Pack));
    }

    [Fact]
    public void A_video_has_every_moving_frame_looked_at() =>
        Assert.Equal(TimeSpan.Zero, WatchHandler.Merge(Plain with { Annotate = "out.mp4" }, Configured).Schedule.CalmInterval);
}
