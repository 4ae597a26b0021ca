using System.Numerics.Tensors;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate.Calibrating;

/// <summary>
/// What the pairs of one person do. All pairs of a person share one weight, since one person with hundreds of pictures would else be
/// most of the measurement.
/// </summary>
internal sealed class GenuineMeasurement
{
    // Below this nothing is said of genuine pairs.
    private const int FewestPeople = 30;
    private const double GenuineBandwidth = 0.02;
    private const double ImpostorBandwidth = 0.01;
    private const int LikelihoodStep = 200; // bins: 0.02 of similarity
    private const int Fine = 50; // bins: 0.005
    private const int NonMatchRows = 25;

    private readonly Dictionary<int, int[]> _binsOfPerson;
    private readonly Resampling _resampling;
    private readonly double[] _mass = new double[SimilarityBins.Count];

    private GenuineMeasurement(Dictionary<int, int[]> binsOfPerson, Resampling resampling)
    {
        (_binsOfPerson, _resampling) = (binsOfPerson, resampling);
        foreach (var bins in binsOfPerson.Values)
        {
            foreach (var bin in bins)
            {
                _mass[bin] += 1.0 / bins.Length / binsOfPerson.Count;
            }
        }

        Density = Smoothing.Density(_mass, GenuineBandwidth);
    }

    /// <summary>The density of genuine pairs at each bin, per unit of similarity.</summary>
    public double[] Density { get; }

    /// <summary>Compares all pairs of one person; none where there are too few people with two pictures.</summary>
    public static GenuineMeasurement? Measure(LabelledTemplates templates, Resampling resampling)
    {
        var bins = Enumerable.Range(0, templates.People).Where(person => templates.Pictures(person) > 1)
            .ToDictionary(person => person, person => BinsOf(templates, person));
        return bins.Count < FewestPeople ? null : new GenuineMeasurement(bins, resampling);
    }

    /// <summary>For the card.</summary>
    /// <param name="impostors">Pairs of two people in each bin.</param>
    /// <param name="highest">The similarity up to which they were observed: likelihood ratios go no further.</param>
    public GenuineScores Scores(long[] impostors, float highest)
    {
        var sorted = _binsOfPerson.Values.SelectMany(bins => bins).Order().ToArray();
        var lowest = SimilarityBins.Edge(sorted[Math.Min(FewestPeople, sorted.Length - 1)]);
        return new GenuineScores
        {
            Pairs = sorted.Length,
            People = _binsOfPerson.Count,
            Table = NonMatches(),
            LikelihoodMethod =
                "Densities of genuine and impostor pairs smoothed by Gaussian kernels of 0.02 and 0.01, their ratio made monotone "
                + "by pooling adjacent violators (Brümmer and du Preez 2013), cut where fewer than 30 genuine pairs lie below or where "
                + "observed "
                + "false matches end.",
            Likelihood = Likelihoods(impostors, lowest, highest),
        };
    }

    private NonMatchPoint[] NonMatches()
    {
        var shares = _binsOfPerson.ToDictionary(person => person.Key, person => person.Value.Order().ToArray());
        var people = _resampling.Sum(person => shares.ContainsKey(person) ? 1 : 0);
        var first = Array.FindIndex(_mass, mass => mass > 0);
        var last = Array.FindLastIndex(_mass, mass => mass > 0) + 1;
        List<NonMatchPoint> rows = [];
        for (var row = 0; row <= NonMatchRows; row++)
        {
            var bin = first + (last - first) * row / NonMatchRows;
            double Below(int person) => shares.TryGetValue(person, out var bins) ? (double)LowerBound(bins, bin) / bins.Length : 0;
            var (lower, upper) = Resampling.Limits(_resampling.Sum(Below).Zip(people, (sum, all) => sum / Math.Max(1, all)));
            var rate = _binsOfPerson.Keys.Average(Below);
            var similarity = SimilarityBins.Edge(bin);
            if (rows.Count == 0 || similarity > rows[^1].Similarity)
            {
                rows.Add(new NonMatchPoint(
                    similarity, Digits.Of(rate), Digits.Of(Math.Min(lower, rate)), Digits.Of(Math.Max(upper, rate))));
            }
        }

        return [.. rows];
    }

    private LikelihoodPoint[] Likelihoods(long[] impostors, float lowest, float highest)
    {
        var pairs = (double)TensorPrimitives.Sum<long>(impostors);
        var other = Smoothing.Density([.. impostors.Select(count => count / pairs)], ImpostorBandwidth);
        var bins = Enumerable.Range(0, SimilarityBins.Count / Fine).Select(i => i * Fine)
            .Where(bin => SimilarityBins.Edge(bin) >= lowest && SimilarityBins.Edge(bin) <= highest).ToArray();
        if (bins.Length < 2)
        {
            return [new LikelihoodPoint(lowest, 0)];
        }

        // The share of genuine ones among as many of either kind never falls with the similarity.
        var share = Smoothing.Monotone(
            [.. bins.Select(bin => Density[bin] / (Density[bin] + other[bin]))], [.. bins.Select(bin => Density[bin] + other[bin])]);
        List<LikelihoodPoint> points = [];
        for (var i = 0; i < bins.Length; i++)
        {
            if ((bins[i] - bins[0]) % LikelihoodStep == 0 || i == bins.Length - 1)
            {
                points.Add(new LikelihoodPoint(SimilarityBins.Edge(bins[i]), double.Round(Math.Log10(share[i] / (1 - share[i])), 3)));
            }
        }

        return [.. points];
    }

    private static int[] BinsOf(LabelledTemplates templates, int person)
    {
        var (from, end) = (templates.From[person], templates.From[person + 1]);
        List<int> bins = [];
        for (var i = from; i < end; i++)
        {
            for (var j = i + 1; j < end; j++)
            {
                bins.Add(SimilarityBins.Of(TensorPrimitives.Dot(templates[i], templates[j])));
            }
        }

        return [.. bins];
    }

    private static int LowerBound(int[] sorted, int value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
