using Analytics.Ingest;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class StreamClockSpec
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

    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1 / 6.0);

    [Fact]
    public void The_time_of_a_live_frame_never_decreases_and_is_never_after_its_arrival() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[0, 2000]).Array[2, 60].Sample(steps =>
        {
            var clock = new StreamClock(live: true, MaxStep, Interval);
            var (pts, arrival, last) = (TimeSpan.Zero, Start, DateTimeOffset.MinValue);
            foreach (var (ptsStep, wait) in steps)
            {
                pts += TimeSpan.FromMilliseconds(ptsStep);
                arrival += TimeSpan.FromMilliseconds(wait);
                clock.Advance(pts, arrival, out var at);
                Assert.True(at >= last && at <= arrival);
                last = at;
            }
        });

    [Fact]
    public void Jitter_of_the_network_does_not_reach_the_time_of_the_frames()
    {
        var clock = new StreamClock(live: true, MaxStep, Interval);
        var random = new Random(7);
        var gaps = new List<double>();
        DateTimeOffset? last = null;
        for (var i = 0; i < 200; i++)
        {
            var pts = i * Interval;
            var late = i == 0 ? 0 : random.NextDouble() * 0.15;
            clock.Advance(pts, Start + pts + TimeSpan.FromSeconds(late), out var at);
            if (last is { } before)
            {
                gaps.Add((at - before).TotalSeconds);
            }

            last = at;
        }

        Assert.All(gaps, gap => Assert.InRange(gap, Interval.TotalSeconds - 0.02, Interval.TotalSeconds + 0.001));
    }

    [Fact]
    public void A_file_counts_from_the_start_of_its_analysis_however_fast_it_is_read()
    {
        var clock = new StreamClock(live: false, MaxStep, Interval);
        clock.Advance(TimeSpan.FromSeconds(1.704), Start, out var first);
        clock.Advance(TimeSpan.FromSeconds(3.704), Start + TimeSpan.FromMilliseconds(5), out var second);

        Assert.Equal(Start, first);
        Assert.Equal(Start + TimeSpan.FromSeconds(2), second);
    }

    [Theory]
    [InlineData(-3, true)]
    [InlineData(0, true)]
    [InlineData(0.2, false)]
    [InlineData(9.9, false)]
    [InlineData(10.1, true)]
    public void A_step_back_or_far_ahead_is_a_jump(double step, bool jumps)
    {
        var clock = new StreamClock(live: true, MaxStep, Interval);
        clock.Advance(TimeSpan.FromSeconds(100), Start, out _);

        Assert.Equal(jumps, clock.Advance(TimeSpan.FromSeconds(100 + step), Start + TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void After_a_jump_in_a_file_utc_goes_on()
    {
        var clock = new StreamClock(live: false, MaxStep, Interval);
        clock.Advance(TimeSpan.FromSeconds(50), Start, out _);
        clock.Advance(TimeSpan.FromSeconds(51), Start, out var before);
        clock.Advance(TimeSpan.FromSeconds(2), Start, out var after);

        Assert.Equal(before + Interval, after);
    }

    [Fact]
    public void A_picture_out_of_order_is_late_and_a_greater_step_back_is_a_jump()
    {
        var clock = new StreamClock(live: true, MaxStep, Interval);
        Assert.False(clock.IsLate(TimeSpan.Zero));
        clock.Advance(TimeSpan.FromSeconds(1), Start, out _);

        Assert.True(clock.IsLate(TimeSpan.FromSeconds(0.958)));
        Assert.True(clock.IsLate(TimeSpan.FromSeconds(1)));
        Assert.False(clock.IsLate(TimeSpan.FromSeconds(1.001)));
        Assert.False(clock.IsLate(TimeSpan.FromSeconds(0.4)));
        Assert.True(clock.Advance(TimeSpan.FromSeconds(0.4), Start, out _));
    }
}
