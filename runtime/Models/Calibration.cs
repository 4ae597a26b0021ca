using System.Text.Json.Serialization;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>
/// How often two different people reach a similarity, and two pictures of one person fall short of it; measured on many pairs by
/// <c>analytics models calibrate</c>.
/// </summary>
public sealed record Calibration
{
    /// <summary>How it was measured: the pictures, the detector, what was left out.</summary>
    public required string Method { get; init; }

    /// <summary>Pictures compared.</summary>
    public required int Images { get; init; }

    /// <summary>Different people on them.</summary>
    public required int People { get; init; }

    /// <summary>Cross-person pairs compared.</summary>
    public required long Pairs { get; init; }

    /// <summary>How the limits of all rates were found; none where there are no limits.</summary>
    public string? Limits { get; init; }

    /// <summary>Growing similarities with falling rates, as observed; the last one is the lowest rate that was observed.</summary>
    public required CalibrationPoint[] Table { get; init; }

    /// <summary>What is claimed beyond the table by a model of its tail; nothing where there is none.</summary>
    public TailModel? Tail { get; init; }

    /// <summary>What pairs of one person do; none where there were too few.</summary>
    public GenuineScores? Genuine { get; init; }

    /// <summary>
    /// The nearest of <c>k</c> photos of one person is reached by strangers as often as <c>k^PhotoExponent</c> photos of different
    /// people would be: 1 were photos independent, 0 were they the same.
    /// </summary>
    public double? PhotoExponent { get; init; }

    /// <summary>All rows: those observed, then those of the tail model.</summary>
    [JsonIgnore]
    public IReadOnlyList<CalibrationPoint> Rows => field ??= [.. Table, .. Tail?.Table ?? []];

    /// <summary>The similarity beyond which no lower rate is claimed.</summary>
    [JsonIgnore]
    public Similarity Floor => new(Rows[^1].Similarity);

    /// <summary>The rate at <paramref name="similarity"/>, as <see cref="Rate"/> says it, without its limits.</summary>
    public double FalseMatchRate(Similarity similarity) => Rate(similarity).Value;

    /// <summary>
    /// The share of cross-person pairs at or above <paramref name="similarity"/>, between two rows along a straight line of its
    /// logarithm; at most the first rate and never below the last one, which is the floor of what is claimed.
    /// </summary>
    public RateEstimate Rate(Similarity similarity)
    {
        var value = similarity.Value;
        if (!(value > Rows[0].Similarity))
        {
            return Rows[0].Estimate(extrapolated: false);
        }

        for (var i = 1; i < Rows.Count && value < Rows[^1].Similarity; i++)
        {
            var (low, high) = (Rows[i - 1], Rows[i]);
            if (value <= high.Similarity)
            {
                var part = (value - low.Similarity) / (high.Similarity - low.Similarity);
                double Between(double from, double to) =>
                    from <= 0 || to <= 0 ? 0 : Math.Exp(double.Lerp(Math.Log(from), Math.Log(to), part));
                return new RateEstimate(Between(low.FalseMatchRate, high.FalseMatchRate))
                {
                    Lower = Between(low.LowerOrRate, high.LowerOrRate),
                    Upper = Between(low.UpperOrRate, high.UpperOrRate),
                    Extrapolated = i >= Table.Length,
                };
            }
        }

        return Rows[^1].Estimate(extrapolated: Tail is not null) with { Lower = 0, AtFloor = true };
    }

    /// <summary>
    /// The least similarity whose rate is at most <paramref name="rate"/>; the last one where none is, which is the floor of what is
    /// claimed.
    /// </summary>
    public Similarity SimilarityAt(double rate)
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].FalseMatchRate > rate)
            {
                continue;
            }

            if (i == 0)
            {
                return new Similarity(Rows[0].Similarity);
            }

            var (low, high) = (Rows[i - 1], Rows[i]);
            var part = (Math.Log(rate) - Math.Log(low.FalseMatchRate)) / (Math.Log(high.FalseMatchRate) - Math.Log(low.FalseMatchRate));
            return new Similarity((float)(low.Similarity + part * (high.Similarity - low.Similarity)));
        }

        return Floor;
    }
}

/// <summary>One row of a calibration.</summary>
/// <param name="Similarity">Cosine.</param>
/// <param name="FalseMatchRate">The share of cross-person pairs at or above it, above 0 and at most 1.</param>
public readonly record struct CalibrationPoint(float Similarity, double FalseMatchRate)
{
    /// <summary>The lower limit of the rate, 95 % on both sides together; none where it was not determined.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper limit of the rate.</summary>
    public double? Upper { get; init; }

    internal double LowerOrRate => Lower ?? FalseMatchRate;

    internal double UpperOrRate => Upper ?? FalseMatchRate;

    internal RateEstimate Estimate(bool extrapolated) =>
        new(FalseMatchRate) { Lower = LowerOrRate, Upper = UpperOrRate, Extrapolated = extrapolated };
}
