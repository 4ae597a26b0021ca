namespace Analytics.Match.Index.Recall;

/// <summary>Recall@1 from a number of searches: the share that found the nearest face.</summary>
/// <param name="Probes">Searches, at least one.</param>
/// <param name="Misses">Those that did not.</param>
public sealed record RecallEstimate(int Probes, int Misses)
{
    // Two-sided 95 %.
    private const double Tail = 0.025;

    // Two searches of the same faces may differ by the order in which numbers are added.
    private const float SameSimilarity = 1e-4f;

    /// <summary>The share.</summary>
    public double Recall => 1 - (double)Misses / Probes;

    /// <summary>The lower end of its 95 % confidence interval (Clopper and Pearson, 1934).</summary>
    public double Lower => 1 - Limit(rate => Binomial.AtMost(Misses, Probes, rate) > Tail, Misses < Probes);

    /// <summary>The upper end.</summary>
    public double Upper => Misses == 0 ? 1 : 1 - Limit(rate => Binomial.AtLeast(Misses, Probes, rate) < Tail, true);

    /// <summary>Whether a search found a face as near as the nearest of an exact one; whose it is does not matter between equals.</summary>
    public static bool IsFound(IReadOnlyList<FaceHit> found, IReadOnlyList<FaceHit> exact) =>
        exact is not [var nearest, ..] || (found is [var best, ..] && best.Similarity.Value >= nearest.Similarity.Value - SameSimilarity);

    // The rate of misses up to which the condition holds, by halving: it holds for the small ones and not for the large ones.
    private static double Limit(Func<double, bool> holds, bool isInside)
    {
        if (!isInside)
        {
            return 1;
        }

        var (low, high) = (0.0, 1.0);
        for (var halving = 0; halving < 50; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
