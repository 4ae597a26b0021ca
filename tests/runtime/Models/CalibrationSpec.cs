using Analytics.Contracts;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class CalibrationSpec
{
    // Of a logarithm and back.
    private const double Rounding = 1e-12;

    // Similarities grow by at least a step of the measurement; rates fall or stay.
    private static readonly Gen<Calibration> Measured =
        from start in Gen.Float[-0.8f, 0f]
        from first in Gen.Double[0.2, 1]
        from rows in Gen.Select(Gen.Float[0.001f, 0.1f], Gen.Double[0.1, 1]).Array[0, 15]
        select Table(start, first, rows);

    [Fact]
    public void Between_two_rows_the_logarithm_of_the_rate_runs_straight()
    {
        var calibration = Calibrated((0f, 1), (0.2f, 0.1), (0.4f, 0.001));

        Assert.Equal(0.316228, calibration.FalseMatchRate(new Similarity(0.1f)), 5);
        Assert.Equal(0.1, calibration.FalseMatchRate(new Similarity(0.2f)), 6);
        Assert.Equal(0.01, calibration.FalseMatchRate(new Similarity(0.3f)), 6);
        Assert.Equal(0.1f, calibration.SimilarityAt(0.316228).Value, 5);
        Assert.Equal(0.3f, calibration.SimilarityAt(0.01).Value, 5);
    }

    [Fact]
    public void Beyond_the_table_the_first_and_the_last_row_hold()
    {
        var calibration = Calibrated((0f, 0.9), (0.4f, 0.001));

        Assert.Equal(0.9, calibration.FalseMatchRate(new Similarity(-1)));
        Assert.Equal(0.9, calibration.FalseMatchRate(new Similarity(float.NaN)));
        Assert.Equal(0.001, calibration.FalseMatchRate(new Similarity(1)));
        Assert.Equal(0f, calibration.SimilarityAt(1).Value);
        Assert.Equal(0.4f, calibration.SimilarityAt(1e-9).Value);
        Assert.Equal(0.4f, calibration.SimilarityAt(0).Value);
    }

    [Fact]
    public void What_the_tail_model_adds_is_marked_and_ends_at_a_floor()
    {
        var observed = Calibrated((0f, 1), (0.4f, 1e-4));
        var calibration = observed with
        {
            Tail = new TailModel
            {
                Method = "",
                Threshold = 0.4f,
                Rate = 1e-4,
                Exceedances = 1,
                Shape = 0,
                ShapeLimits = [0, 0],
                Scale = 1,
                ScaleLimits = [
                    1, 1],
                Mislabelled = 0,
                MislabelledLimits = [0, 0],
                AsLabelled = [],
                Table = [new CalibrationPoint(0.5f, 1e-5) { Lower = 1e-6, Upper = 4e-5 },
                new CalibrationPoint(0.6f, 1e-6) { Lower = 0, Upper = 9e-6 }],
            },
        };

        Assert.False(calibration.Rate(new Similarity(0.39f)).Extrapolated);
        var modelled = calibration.Rate(new Similarity(0.5f));
        Assert.Equal((true, false), (modelled.Extrapolated, modelled.AtFloor));
        Assert.Equal(1e-5, modelled.Value, 9);
        Assert.Equal(1e-6, modelled.Lower, 9);
        Assert.Equal(4e-5, modelled.Upper, 9);
        var floor = calibration.Rate(new Similarity(0.8f));
        Assert.Equal((1e-6, 0, 9e-6, true, true), (floor.Value, floor.Lower, floor.Upper, floor.Extrapolated, floor.AtFloor));
        Assert.Equal(0.6f, calibration.Floor.Value);
        Assert.Equal(0.45f, calibration.SimilarityAt(Math.Pow(10, -4.5)).Value, 4);
        Assert.Equal(50, modelled.Score, 9);
        Assert.Equal(1e-4, observed.Rate(new Similarity(0.9f)).Upper);
    }

    [Fact]
    public void More_alike_never_means_more_false_matches() =>
        Gen.Select(Measured, Gen.Float[-1, 1], Gen.Float[-1, 1]).Sample((calibration, a, b) =>
            calibration.FalseMatchRate(new Similarity(MathF.Max(a, b))) <= calibration.FalseMatchRate(new Similarity(MathF.Min(a, b))) * (
                1 + Rounding));

    [Fact]
    public void A_lower_rate_never_asks_for_less_alike() =>
        Gen.Select(Measured, Gen.Double[1e-6, 1], Gen.Double[1e-6, 1]).Sample((calibration, a, b) =>
            calibration.SimilarityAt(Math.Min(a, b)) >= calibration.SimilarityAt(Math.Max(a, b)));

    [Fact]
    public void The_similarity_at_a_rate_has_that_rate() =>
        Gen.Select(Measured, Gen.Double[0, 1]).Sample((calibration, part) =>
        {
            var table = calibration.Table;
            var rate = table[0].FalseMatchRate * Math.Pow(table[^1].FalseMatchRate / table[0].FalseMatchRate, part);

            var found = calibration.FalseMatchRate(calibration.SimilarityAt(rate));

            // A similarity is a float: near 1 its steps are 6e-8, against rows that may lie 1e-3 apart.
            Assert.Equal(1, found / rate, 2);
        });

    [Fact]
    public void A_card_without_a_calibration_knows_no_rate()
    {
        var card = Cards.Of("mine", [1, 2, 3]);

        Assert.Null(card.FalseMatchRate(new Similarity(0.5f)));
        Assert.Equal(0.9, (card with { Calibration = Calibrated((0.6f, 0.9)) }).FalseMatchRate(new Similarity(0.5f)));
    }

    private static Calibration Table(float start, double first, (float Step, double Factor)[] rows)
    {
        var (similarity, rate) = (start, first);
        var table = new List<(float, double)> { (similarity, rate) };
        foreach (var (step, factor) in rows)
        {
            (similarity, rate) = (similarity + step, rate * factor);
            table.Add((similarity, rate));
        }

        return Calibrated([.. table]);
    }

    private static Calibration Calibrated(params (float Similarity, double Rate)[] table) => new()
    {
        Method = "",
        Images = 0,
        People = 0,
        Pairs = 1,
        Table = [.. table.Select(row => new CalibrationPoint(row.Similarity, row.Rate))],
    };
}
