using Analytics.Contracts;
using Analytics.Evaluate.Identifying;
using Xunit;

namespace Analytics.Tests.Evaluate;

/// <summary><see cref="ErrorRates"/>.</summary>
public sealed class ErrorRatesSpec
{
    [Fact]
    public void The_threshold_lets_through_as_many_strangers_as_were_asked_for()
    {
        ErrorRates rates = new(new Outcome([(1, 0.9f), (1, 0.3f), (2, 0.8f), (3, 0.2f)], [0.1f, 0.2f, 0.3f, 0.4f]));

        Assert.Equal((0.4f, 0.3f), (MathF.Round(rates.ThresholdAt(0), 5), MathF.Round(rates.ThresholdAt(0.25), 5)));
        Assert.Equal(0.25, rates.FalsePositives(rates.ThresholdAt(0.25)).Value);
        Assert.Equal(0.5, rates.FalseNegatives(0.5f));
    }

    [Fact]
    public void Without_strangers_or_people_there_is_nothing_to_measure()
    {
        Assert.Contains("too few people", Refusal([(1, 0.9f)], []), StringComparison.Ordinal);
        Assert.Contains("too few people", Refusal([], [0.1f]), StringComparison.Ordinal);
    }

    private static string Refusal((int, float)[] mated, float[] strangers) =>
        Assert.Throws<InvalidException>(() => new ErrorRates(new Outcome(mated, strangers))).Message;
}
