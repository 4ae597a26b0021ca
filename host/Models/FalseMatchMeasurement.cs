using System.Numerics.Tensors;
using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Host.Models;

/// <summary>Counts how often templates of different people reach a similarity.</summary>
public static class FalseMatchMeasurement
{
    // A rate that rests on fewer events than this is not claimed: the rule of 30 (Doddington et al., Speech Communication, 2000).
    private const int FewestEvents = 30;
    private const int StepsPerDecade = 4;
    private const int Bins = 20_000;
    private const int Block = 128;

    /// <summary>Compares all pairs of templates of two different people on <paramref name="workers"/> threads.</summary>
    /// <param name="people">For each person the templates of his or her pictures, all of one model.</param>
    /// <param name="method">How the templates were made, for the card.</param>
    /// <param name="workers">Threads.</param>
    /// <exception cref="UserErrorException">There are too few pairs to claim any rate.</exception>
    public static Calibration Measure(IReadOnlyList<IReadOnlyList<Template>> people, string method, int workers)
    {
        var templates = people.SelectMany((pictures, person) => pictures.Select(template => (template, person))).ToList();
        var counts = Count([.. templates.Select(t => t.template)], [.. templates.Select(t => t.person)], workers);
        var pairs = counts.Sum();
        if (pairs < FewestEvents)
        {
            throw new UserErrorException($"{pairs} cross-person pairs are too few for a calibration. Give more pictures of different people.");
        }

        return new Calibration { Method = method, Images = templates.Count, People = people.Count, Pairs = pairs, Table = Table(counts, pairs) };
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
            var similarity = MathF.Round(-1 + 2f * edge / counts.Length, 4);
            if (reached[edge] >= FewestEvents && (table.Count == 0 || similarity > table[^1].Similarity))
            {
                table.Add(new CalibrationPoint(similarity, double.Round((double)reached[edge] / pairs, 12)));
            }
        }
    }

    // Blocks of templates stay in the cache while each is compared with each of another block.
    private static long[] Count(Template[] templates, int[] people, int workers)
    {
        var length = templates[0].Length;
        var vectors = new float[templates.Length * length];
        for (var i = 0; i < templates.Length; i++)
        {
            templates[i].Vector.CopyTo(vectors.AsSpan(i * length));
        }

        var total = new long[Bins];
        var gate = new Lock();
        var blocks = (templates.Length + Block - 1) / Block;
        Parallel.For(
            0, blocks, new ParallelOptions { MaxDegreeOfParallelism = workers }, () => new long[Bins],
            (row, _, counts) =>
            {
                for (var column = row; column < blocks; column++)
                {
                    CountBlock(vectors, length, people, row, column, counts);
                }

                return counts;
            },
            counts =>
            {
                lock (gate)
                {
                    TensorPrimitives.Add<long>(total, counts, total);
                }
            });
        return total;
    }

    private static void CountBlock(float[] vectors, int length, int[] people, int row, int column, long[] counts)
    {
        for (var i = row * Block; i < Math.Min((row + 1) * Block, people.Length); i++)
        {
            var first = vectors.AsSpan(i * length, length);
            for (var j = Math.Max(i + 1, column * Block); j < Math.Min((column + 1) * Block, people.Length); j++)
            {
                if (people[i] != people[j])
                {
                    var similarity = TensorPrimitives.Dot(first, vectors.AsSpan(j * length, length));
                    counts[Math.Clamp((int)((similarity + 1) / 2 * Bins), 0, Bins - 1)]++;
                }
            }
        }
    }
}
