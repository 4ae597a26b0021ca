using Analytics.Ingest;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class LagMeterSpec
{
    [Theory]
    [InlineData(0.99, 10, 0.1)] // falls behind
    [InlineData(0.996, 3600, 0.48)] // the camera's clock runs slow by 0.4 %: of the last two minutes that is half a second at most
    [InlineData(1, 3600, 0)]
    public void Lag_is_what_a_picture_comes_later_than_the_quickest_of_late(double speed, int seconds, double expected)
    {
        var (meter, lag) = (new LagMeter(), TimeSpan.Zero);
        for (var second = 0; second <= seconds; second++)
        {
            lag = meter.Of(TimeSpan.FromSeconds(500 + speed * second), TimeSpan.FromSeconds(second));
        }

        Assert.InRange(lag.TotalSeconds, expected / 2 - 0.001, expected + 0.001);
        meter.Restart();
        Assert.Equal(TimeSpan.Zero, meter.Of(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(seconds + 1)));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.84)]
    public void A_camera_whose_clock_runs_slow_is_not_late_while_its_decoder_reads_all_that_arrives(double speed)
    {
        var meter = new LagMeter();
        for (var second = 0.0; second < 600; second += 0.2)
        {
            var lag = meter.Of(TimeSpan.FromSeconds(speed * second), TimeSpan.FromSeconds(second), new Gauge(() => false));
            Assert.InRange(lag.TotalSeconds, 0, 0.25);
        }
    }

    [Fact]
    public void A_decoder_that_leaves_more_and_more_unread_is_late_by_what_it_has_not_read()
    {
        var (meter, lag) = (new LagMeter(), TimeSpan.Zero);
        for (var second = 0.0; second <= 50; second += 0.2)
        {
            var behind = second < 40 ? 0 : 0.3 * (second - 40); // it has read all for a while, of a camera whose clock runs slow
            lag = meter.Of(TimeSpan.FromSeconds(0.84 * (second - behind)), TimeSpan.FromSeconds(second), new Gauge(() => behind > 0));
        }

        Assert.InRange(lag.TotalSeconds, 3, 5);
    }

    [Fact]
    public void An_ordinary_camera_is_not_asked_about()
    {
        var (meter, asked) = (new LagMeter(), 0);
        for (var picture = 0; picture < 1000; picture++)
        {
            var sent = picture / 6.0;
            meter.Of(TimeSpan.FromSeconds(sent), TimeSpan.FromSeconds(sent + picture % 7 * 0.03), new Gauge(() => ++asked > 0));
        }

        Assert.Equal(0, asked);
    }
}
