using Analytics.Evaluate;
using Analytics.Evaluate.Calibrating;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Evaluate;

/// <summary>The statistics behind a card.</summary>
public sealed class CalibratingSpec
{
    [Theory]
    [InlineData(-0.2, 0.03, 0.0)]
    [InlineData(0.0, 0.034, 0.0)]
    [InlineData(0.1, 0.034, 0.02)]
    public void A_tail_is_found_again_beside_pairs_with_a_wrong_name(double shape, double scale, double wrong)
    {
        const int Count = 20_000;
        var random = new Random(5);
        var truth = new ParetoTail(shape, scale, wrong);
        // Pairs of one person lie evenly over the threshold, from 0 to 0.5.
        double Draw() => random.NextDouble() < wrong ? random.NextDouble() / 2 : Inverse(truth, random.NextDouble());
        double[] excesses = [.. Enumerable.Range(0, Count).Select(_ => Draw())];

        var fit = ParetoTail.Fit(excesses, [.. excesses.Select(_ => 1.0)], [.. excesses.Select(excess => excess <= 0.5 ? 2.0 : 0)]);

        Assert.Equal(shape, fit.Shape, 0.03);
        Assert.Equal(scale, fit.Scale, 0.001);
        Assert.Equal(wrong, fit.Genuine, 0.005);
    }

    [Fact]
    public void The_density_of_a_tail_is_the_slope_of_its_survival() =>
        Gen.Select(Gen.Double[-0.3, 0.3], Gen.Double[0.01, 0.1], Gen.Double[0, 0.03]).Sample((shape, scale, excess) =>
        {
            var tail = new ParetoTail(shape, scale, 0);
            var slope = (tail.Survival(excess) - tail.Survival(excess + 1e-7)) / 1e-7;
            return Math.Abs(slope / tail.Density(excess) - 1) < 1e-3;
        });

    [Fact]
    public void A_monotone_curve_never_falls_and_keeps_its_weighted_mean() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0.1, 5]).Array[1, 40].Sample(points =>
        {
            double[] values = [.. points.Select(point => point.Item1)], weights = [.. points.Select(point => point.Item2)];
            var curve = Smoothing.Monotone(values, weights);
            Assert.True(curve.Zip(curve.Skip(1)).All(pair => pair.First <= pair.Second));
            Assert.Equal(
                values.Zip(weights, (value, weight) => value * weight).Sum(),
                curve.Zip(weights, (value, weight) => value * weight).Sum(), 9);
        });

    [Fact]
    public void A_smoothed_density_keeps_its_mass()
    {
        var mass = new double[SimilarityBins.Count];
        mass[9_000] = 0.25;
        mass[12_000] = 0.75;

        Assert.Equal(1, Smoothing.Density(mass, 0.02).Sum() * 2 / SimilarityBins.Count, 4);
    }

    [Fact]
    public void The_limits_grow_with_what_one_person_does()
    {
        // A hundred people; a thousand events that are spread, or all of one person.
        var resampling = new Resampling(100, 500);
        var spread = Resampling.Limits(resampling.Sum(_ => 10));
        var one = Resampling.Limits(resampling.Sum(person => person == 7 ? 1000 : 0));

        Assert.Equal(spread.Lower, spread.Upper);
        Assert.Equal(0, one.Lower);
        Assert.InRange(one.Upper, 2000, 5000);
    }

    [Fact]
    public void A_card_is_written_as_it_is_read()
    {
        var card = ModelCatalog.BuiltIn.Card("omz-reid-0095", ModelTask.Embed);
        var text = CardText.Of(card);

        Assert.Equal(card.ToJson(), ModelCard.Parse(System.Text.Encoding.UTF8.GetBytes(text), "mine").ToJson());
        Assert.Contains("\"mean\": [0, 0, 0],\n", text, StringComparison.Ordinal);
        Assert.Contains("\n      { \"similarity\": ", text, StringComparison.Ordinal);
    }

    private static double Inverse(ParetoTail tail, double survival) => Math.Abs(tail.Shape) < 1e-6
        ? -tail.Scale * Math.Log(survival)
        : tail.Scale / tail.Shape * (Math.Pow(survival, -tail.Shape) - 1);
}
