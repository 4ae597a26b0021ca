using System.Numerics.Tensors;
using Analytics.Contracts;
using Analytics.Evaluate.Calibrating;

namespace Analytics.Evaluate.Identifying;

/// <summary>
/// Templates of people who do not exist, to fill a gallery. Each is the centre of a cluster of real templates (k-means, drawn as often as
/// the cluster is large) plus a random combination, with normally distributed weights, of a few dozen real differences from their own
/// clusters' centres, scaled to norm 1. It has the mean, the clusters and the covariance of real templates; that it takes few differences
/// at once gives the tail that a normal distribution lacks. Both numbers are chosen so that strangers reach distractors about as often as
/// each other; the report says how well that holds.
/// </summary>
internal sealed class Distractors
{
    private const int Clusters = 512;
    private const int FewestMembers = 4; // the centre of fewer is all but one person
    private const int Rounds = 8;
    private const int Differences = 40;

    private readonly int _length;
    private readonly float[][] _centres;
    private readonly int[] _clusterOf;
    private readonly int[] _drawn;
    private readonly float[] _residuals;

    /// <param name="real">One template a person.</param>
    /// <exception cref="FailureException">They are too few to know how templates are spread.</exception>
    public Distractors(IReadOnlyList<float[]> real)
    {
        _length = real[0].Length;
        var random = new Random(11);
        _centres = [.. Enumerable.Range(0, Clusters).Select(_ => real[random.Next(real.Count)])];
        _clusterOf = new int[real.Count];
        for (var round = 0; round < Rounds; round++)
        {
            Parallel.For(0, real.Count, i => _clusterOf[i] = Nearest(real[i]));
            Move(real);
        }

        var members = _clusterOf.CountBy(cluster => cluster).ToDictionary();
        _drawn = [.. _clusterOf.Where(cluster => members[cluster] >= FewestMembers)];
        if (_drawn.Length < real.Count / 2)
        {
            throw new InvalidException(
                $"{real.Count} people are too few to generate distractors from; some thousand are needed. Omit the distractors.");
        }

        _residuals = new float[real.Count * _length];
        for (var i = 0; i < real.Count; i++)
        {
            TensorPrimitives.Subtract(real[i], _centres[_clusterOf[i]], _residuals.AsSpan(i * _length, _length));
        }
    }

    /// <summary>What it is, for the report.</summary>
    public static string Description =>
        $"one of {Clusters} cluster centres of real templates, plus a random combination, with normally distributed weights, of "
        + $"{Differences} real differences from them";

    /// <summary>Fills <paramref name="into"/> with templates side by side; the same seed gives the same.</summary>
    public void Fill(float[] into, int seed)
    {
        var count = into.Length / _length;
        Parallel.For(0, count, i =>
        {
            var random = new Random(seed + i);
            var vector = into.AsSpan(i * _length, _length);
            _centres[_drawn[random.Next(_drawn.Length)]].CopyTo(vector);
            for (var k = 0; k < Differences; k++)
            {
                var residual = _residuals.AsSpan(random.Next(_clusterOf.Length) * _length, _length);
                TensorPrimitives.MultiplyAdd(residual, Normal(random) / MathF.Sqrt(Differences), vector, vector);
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        });
    }

    private int Nearest(float[] template)
    {
        var (best, distance) = (0, float.MaxValue);
        for (var cluster = 0; cluster < Clusters; cluster++)
        {
            if (TensorPrimitives.Distance(template, _centres[cluster]) is var far && far < distance)
            {
                (best, distance) = (cluster, far);
            }
        }

        return best;
    }

    private void Move(IReadOnlyList<float[]> real)
    {
        for (var cluster = 0; cluster < Clusters; cluster++)
        {
            var sum = new float[_length];
            var members = 0;
            for (var i = 0; i < real.Count; i++)
            {
                if (_clusterOf[i] == cluster)
                {
                    TensorPrimitives.Add(sum, real[i], sum);
                    members++;
                }
            }

            if (members > 0)
            {
                TensorPrimitives.Divide(sum, members, sum);
                _centres[cluster] = sum;
            }
        }
    }

    // Box and Muller, Annals of Mathematical Statistics 29, 1958.
    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    /// <summary>How often pairs of a real template and a distractor reach a similarity, by bins.</summary>
    public static long[] Tail(IReadOnlyList<float[]> real, float[] distractors)
    {
        var length = real[0].Length;
        var total = new long[SimilarityBins.Count];
        var gate = new Lock();
        Parallel.For(0, real.Count, () => new long[SimilarityBins.Count], (i, _, counts) =>
        {
            for (var j = 0; j < distractors.Length; j += length)
            {
                counts[SimilarityBins.Of(TensorPrimitives.Dot(real[i], distractors.AsSpan(j, length)))]++;
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
}
