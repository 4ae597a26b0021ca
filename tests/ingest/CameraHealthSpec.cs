using Analytics.Contracts;
using Analytics.Ingest;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class CameraHealthSpec
{
    [Theory]
    [InlineData(1.0, 0, 0, HealthGrade.A)]
    [InlineData(0.9, 1, 0, HealthGrade.A)]
    [InlineData(0.89, 0, 0, HealthGrade.B)]
    [InlineData(1.0, 2, 0, HealthGrade.B)]
    [InlineData(1.0, 0, 1, HealthGrade.B)]
    [InlineData(0.5, 0, 0, HealthGrade.C)]
    [InlineData(1.0, 5, 0, HealthGrade.C)]
    [InlineData(1.0, 0, 4, HealthGrade.C)]
    [InlineData(0.39, 0, 0, HealthGrade.D)]
    [InlineData(1.0, 13, 0, HealthGrade.D)]
    [InlineData(1.0, 0, 5, HealthGrade.D)]
    public void The_worst_of_rate_reconnects_and_stalls_decides(double ratio, int reconnects, int stalls, HealthGrade expected) =>
        Assert.Equal(expected, CameraHealth.Grade(ratio, reconnects, stalls));

    [Fact]
    public void A_camera_that_does_worse_is_never_graded_better() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 30], Gen.Int[0, 30], Gen.Double[0, 1], Gen.Int[0, 30], Gen.Int[0, 30])
            .Sample((ratio, reconnects, stalls, lessRatio, moreReconnects, moreStalls) =>
                CameraHealth.Grade(ratio, reconnects, stalls)
                <= CameraHealth.Grade(ratio * lessRatio, reconnects + moreReconnects, stalls + moreStalls));

    [Fact]
    public void What_happened_more_than_an_hour_ago_is_forgotten()
    {
        var time = new FakeTimeProvider();
        var count = new HourlyCount(time);
        count.Add();
        time.Advance(TimeSpan.FromMinutes(40));
        count.Add();

        Assert.Equal(2, count.Count);
        time.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal(1, count.Count);
    }

    [Fact]
    public void The_rate_follows_the_last_five_seconds()
    {
        var time = new FakeTimeProvider();
        var rate = new RecentRate(time);
        for (var i = 0; i <= 40; i++)
        {
            rate.Sample(i * 2); // two frames each quarter of a second
            time.Advance(TimeSpan.FromSeconds(0.25));
        }

        Assert.Equal(8, rate.Value, 3);
    }
}
