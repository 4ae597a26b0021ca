using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>How often two different people reach a similarity, measured on many cross-person pairs.</summary>
public sealed record Calibration
{
    /// <summary>How it was measured: the pictures, the detector, what was left out.</summary>
    public required string Method { get; init; }

    /// <summary>Pictures compared.</summary>
    public required int Images { get; init; }

    /// <summary>Different people on them.</summary>
    public required int People { get; init; }

    /// <summary>Cross-person pairs compared. Nothing is claimed of rates below one in this number.</summary>
    public required long Pairs { get; init; }

    /// <summary>Growing similarities with falling rates; the last one is the lowest rate that is claimed.</summary>
    public required CalibrationPoint[] Table { get; init; }

    /// <summary>
    /// The share of cross-person pairs at or above <paramref name="similarity"/>, between two points of the table along a straight
    /// line of its logarithm; at most the first rate and never below the last one, which is the floor of the measurement.
    /// </summary>
    public double FalseMatchRate(Similarity similarity)
    {
        var value = similarity.Value;
        if (!(value > Table[0].Similarity))
        {
            return Table[0].FalseMatchRate;
        }

        for (var i = 1; i < Table.Length; i++)
        {
            var (low, high) = (Table[i - 1], Table[i]);
            if (value <= high.Similarity)
            {
                var part = (value - low.Similarity) / (high.Similarity - low.Similarity);
                var (from, to) = (Math.Log(low.FalseMatchRate), Math.Log(high.FalseMatchRate));
                return Math.Exp(from + part * (to - from));
            }
        }

        return Table[^1].FalseMatchRate;
    }

    /// <summary>
    /// The least similarity of the table whose rate is at most <paramref name="rate"/>; the last one where none is, which is the floor
    /// of the measurement.
    /// </summary>
    public Similarity SimilarityAt(double rate)
    {
        for (var i = 0; i < Table.Length; i++)
        {
            if (Table[i].FalseMatchRate > rate)
            {
                continue;
            }

            if (i == 0)
            {
                return new Similarity(Table[0].Similarity);
            }

            var (low, high) = (Table[i - 1], Table[i]);
            var part = (Math.Log(rate) - Math.Log(low.FalseMatchRate)) / (Math.Log(high.FalseMatchRate) - Math.Log(low.FalseMatchRate));
            return new Similarity((float)(low.Similarity + part * (high.Similarity - low.Similarity)));
        }

        return new Similarity(Table[^1].Similarity);
    }
}

/// <summary>One row of a calibration.</summary>
/// <param name="Similarity">Cosine.</param>
/// <param name="FalseMatchRate">The share of cross-person pairs at or above it, above 0 and at most 1.</param>
public readonly record struct CalibrationPoint(float Similarity, double FalseMatchRate);
