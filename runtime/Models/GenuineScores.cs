using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>What pairs of pictures of one person do. Each person counts alike, however many pictures there are.</summary>
public sealed record GenuineScores
{
    /// <summary>Pairs of one person compared.</summary>
    public required long Pairs { get; init; }

    /// <summary>People with two pictures or more.</summary>
    public required int People { get; init; }

    /// <summary>Growing similarities with growing rates of false non-match.</summary>
    public required NonMatchPoint[] Table { get; init; }

    /// <summary>How the likelihood ratios were found.</summary>
    public required string LikelihoodMethod { get; init; }

    /// <summary>Growing similarities with likelihood ratios that never fall; beyond both ends the last one holds.</summary>
    public required LikelihoodPoint[] Likelihood { get; init; }

    /// <summary>
    /// The logarithm to base 10 of how much likelier <paramref name="similarity"/> is for one person than for two; between two points
    /// along a straight line.
    /// </summary>
    public double LogLikelihoodRatio(Similarity similarity)
    {
        var value = similarity.Value;
        if (!(value > Likelihood[0].Similarity))
        {
            return Likelihood[0].Log10Ratio;
        }

        for (var i = 1; i < Likelihood.Length; i++)
        {
            var (low, high) = (Likelihood[i - 1], Likelihood[i]);
            if (value <= high.Similarity)
            {
                return double.Lerp(low.Log10Ratio, high.Log10Ratio, (value - low.Similarity) / (high.Similarity - low.Similarity));
            }
        }

        return Likelihood[^1].Log10Ratio;
    }

    /// <summary>Below it every similarity speaks against one person.</summary>
    public Similarity NeutralSimilarity() =>
        new(Likelihood.Where(point => point.Log10Ratio <= 0).Select(point => point.Similarity).DefaultIfEmpty(Likelihood[0].Similarity)
            .Last());

    /// <summary>The share of pairs of one person below <paramref name="similarity"/>, between two rows along a straight line.</summary>
    public double FalseNonMatchRate(Similarity similarity)
    {
        var value = similarity.Value;
        if (!(value > Table[0].Similarity))
        {
            return Table[0].FalseNonMatchRate;
        }

        for (var i = 1; i < Table.Length; i++)
        {
            var (low, high) = (Table[i - 1], Table[i]);
            if (value <= high.Similarity)
            {
                return double.Lerp(
                    low.FalseNonMatchRate, high.FalseNonMatchRate, (value - low.Similarity) / (high.Similarity - low.Similarity));
            }
        }

        return Table[^1].FalseNonMatchRate;
    }
}

/// <summary>One row of the genuine pairs.</summary>
/// <param name="Similarity">Cosine.</param>
/// <param name="FalseNonMatchRate">The share of pairs of one person below it.</param>
/// <param name="Lower">The lower limit of the rate, 95 % on both sides together.</param>
/// <param name="Upper">The upper limit of the rate.</param>
public readonly record struct NonMatchPoint(float Similarity, double FalseNonMatchRate, double Lower, double Upper);

/// <summary>One point of the likelihood ratios.</summary>
/// <param name="Similarity">Cosine.</param>
/// <param name="Log10Ratio">Logarithm to base 10 of genuine density by impostor density.</param>
public readonly record struct LikelihoodPoint(float Similarity, double Log10Ratio);
