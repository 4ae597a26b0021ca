using Analytics.Ingest;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class BackOffSpec
{
    private static readonly BackOff Default = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    [Fact]
    public void The_wait_lies_between_its_limits_whatever_the_count_and_the_jitter() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Double[0, 1]).Sample((failures, jitter) =>
        {
            var delay = Default.Delay(failures, jitter);
            return delay >= Default.Min && delay <= Default.Max;
        });

    [Fact]
    public void Each_failure_doubles_the_wait_until_the_limit()
    {
        var waits = Enumerable.Range(0, 9).Select(failures => Default.Delay(failures, 0.5).TotalSeconds);

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void The_jitter_spreads_the_wait_by_a_quarter_to_each_side()
    {
        Assert.Equal(3, Default.Delay(3, 0).TotalSeconds, 6);
        Assert.Equal(5, Default.Delay(3, 1).TotalSeconds, 6);
    }
}
