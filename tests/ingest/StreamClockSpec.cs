using Analytics.Ingest;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class StreamClockSpec
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
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
                clock.Advance(pts, arrival - Start, arrival, out var picture);
                Assert.True(picture.At >= last && picture.At <= arrival);
                last = picture.At;
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
            var received = pts + TimeSpan.FromSeconds(late);
            clock.Advance(pts, received, Start + received, out var picture);
            if (last is { } before)
            {
                gaps.Add((picture.At - before).TotalSeconds);
            }

            last = picture.At;
        }

        Assert.All(gaps, gap => Assert.InRange(gap, Interval.TotalSeconds - 0.02, Interval.TotalSeconds + 0.001));
    }

    [Fact]
    public void A_file_counts_from_the_start_of_its_analysis_however_fast_it_is_read()
    {
        var clock = new StreamClock(live: false, MaxStep, Interval);
        clock.Advance(TimeSpan.FromSeconds(1.704), TimeSpan.Zero, Start, out var first);
        clock.Advance(TimeSpan.FromSeconds(3.704), TimeSpan.FromMilliseconds(5), Start + TimeSpan.FromMilliseconds(5), out var second);

        Assert.Equal(Start, first.At);
        Assert.Equal(Start + TimeSpan.FromSeconds(2), second.At);
        Assert.Equal(TimeSpan.FromSeconds(3.704), second.Media);
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
        clock.Advance(TimeSpan.FromSeconds(100), TimeSpan.Zero, Start, out _);

        Assert.Equal(jumps, clock.Advance(TimeSpan.FromSeconds(100 + step), OneSecond, Start + OneSecond, out _));
    }

    [Fact]
    public void After_a_jump_in_a_file_utc_goes_on()
    {
        var clock = new StreamClock(live: false, MaxStep, Interval);
        clock.Advance(TimeSpan.FromSeconds(50), TimeSpan.Zero, Start, out _);
        clock.Advance(TimeSpan.FromSeconds(51), TimeSpan.Zero, Start, out var before);
        clock.Advance(TimeSpan.FromSeconds(2), TimeSpan.Zero, Start, out var after);

        Assert.Equal(before.At + Interval, after.At);
    }

    [Fact]
    public void A_picture_out_of_order_is_late_and_a_greater_step_back_is_a_jump()
    {
        var clock = new StreamClock(live: true, MaxStep, Interval);
        Assert.False(clock.IsLate(TimeSpan.Zero));
        clock.Advance(OneSecond, TimeSpan.Zero, Start, out _);

        Assert.True(clock.IsLate(TimeSpan.FromSeconds(0.958)));
        Assert.True(clock.IsLate(TimeSpan.FromSeconds(1)));
        Assert.False(clock.IsLate(TimeSpan.FromSeconds(1.001)));
        Assert.False(clock.IsLate(TimeSpan.FromSeconds(0.4)));
        Assert.True(clock.Advance(TimeSpan.FromSeconds(0.4), TimeSpan.Zero, Start, out _));
    }
}
