using System.Numerics.Tensors;
using Analytics.Contracts;
using Analytics.Evaluate.Calibrating;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>Counts how often templates of different people reach a similarity, and templates of one person fall short of it.</summary>
public static class FalseMatchMeasurement
{
    // A rate that rests on fewer events than this is not claimed: the rule of 30 (Doddington et al., Speech Communication, 2000).
    private const int FewestEvents = 30;
    private const int StepsPerDecade = 4;
    private const int Replicates = 256;

    /// <summary>Compares all pairs of templates on <paramref name="workers"/> threads.</summary>
    /// <param name="people">For each person the templates of his or her pictures, all of one model.</param>
    /// <param name="method">How the templates were made, for the card.</param>
    /// <param name="workers">Threads.</param>
    /// <exception cref="FailureException">There are too few pairs to claim any rate.</exception>
    public static Calibration Measure(IReadOnlyList<IReadOnlyList<Template>> people, string method, int workers)
    {
        var templates = new LabelledTemplates(people);
        if (templates.CrossPairs < FewestEvents)
        {
            throw new InvalidException(
                $"{templates.CrossPairs} cross-person pairs are too few for a calibration. Add pictures of different people.");
        }

        var counts = Sum(PairScan.Run(templates, workers, () => new HistogramSink()).Select(sink => sink.Counts));
        var resampling = new Resampling(templates.People, Replicates);
        var table = WithLimits(Table(counts, templates.CrossPairs), templates, resampling, workers);
        var genuine = GenuineMeasurement.Measure(templates, resampling);
        var tail = genuine is null ? null : TailMeasurement.Measure(table, templates, resampling, genuine, workers);
        var observed = tail is null ? table : table[..^tail.AsLabelled.Length];
        return new Calibration
        {
            Method = method,
            Images = templates.Count,
            People = people.Count,
            Pairs = templates.CrossPairs,
            Limits = $"95 %, pigeonhole bootstrap over people (Owen 2007), {Replicates} replicates.",
            Table = observed,
            Tail = tail,
            Genuine = genuine?.Scores(counts, observed[^1].Similarity),
            PhotoExponent = PhotoMeasurement.Exponent(templates, observed, workers),
        };
    }

    /// <summary>
    /// The lowest similarity of each of the rates 1, 10^-¼, 10^-½, … that is reached by at most that share of the pairs, with the share.
    /// </summary>
    /// <param name="counts">Pairs in each of equal steps of similarity from −1 to 1.</param>
    /// <param name="pairs">Their sum.</param>
    internal static CalibrationPoint[] Table(ReadOnlySpan<long> counts, long pairs)
    {
        // reached[bin] is the number of pairs at or above the lower edge of the bin.
        var reached = new long[counts.Length + 1];
        for (var bin = counts.Length - 1; bin >= 0; bin--)
        {
            reached[bin] = reached[bin + 1] + counts[bin];
        }

        var table = new List<CalibrationPoint>();
        for (var step = 0; ; step++)
        {
            var allowed = pairs * Math.Pow(10, -(double)step / StepsPerDecade);
            if (allowed < FewestEvents)
            {
                return [.. table];
            }

            // The first row is the highest edge that all pairs reach, the others the lowest that few enough do.
            var edge = Array.FindIndex(reached, count => step == 0 ? count < pairs : count <= allowed) - (step == 0 ? 1 : 0);
            var similarity = SimilarityBins.Edge(edge);
            if (reached[edge] >= FewestEvents && (table.Count == 0 || similarity > table[^1].Similarity))
            {
                table.Add(new CalibrationPoint(similarity, double.Round((double)reached[edge] / pairs, 12)));
            }
        }
    }

    private static CalibrationPoint[] WithLimits(
        CalibrationPoint[] table, LabelledTemplates templates, Resampling resampling, int workers)
    {
        var edges = table.Select(row => SimilarityBins.Of(row.Similarity + 1e-5f)).ToArray();
        var sinks = PairScan.Run(templates, workers, () => new ReplicateSink(templates, resampling, edges));
        var pairs = resampling.CrossPairs(templates);
        var reached = new double[resampling.Replicates];
        for (var row = table.Length - 1; row > 0; row--)
        {
            for (var replicate = 0; replicate < reached.Length; replicate++)
            {
                reached[replicate] += sinks.Sum(sink => sink.Weights[row * resampling.Replicates + replicate]);
            }

            var (lower, upper) = Resampling.Limits(reached.Zip(pairs, (count, all) => count / all));
            var rate = table[row].FalseMatchRate;
            table[row] = table[row] with { Lower = Math.Min(Digits.Of(lower), rate), Upper = Math.Max(Digits.Of(upper), rate) };
        }

        table[0] = table[0] with { Lower = table[0].FalseMatchRate, Upper = table[0].FalseMatchRate };
        return table;
    }

    private static long[] Sum(IEnumerable<long[]> all)
    {
        var total = new long[SimilarityBins.Count];
        foreach (var counts in all)
        {
            TensorPrimitives.Add<long>(total, counts, total);
        }

        return total;
    }
}
