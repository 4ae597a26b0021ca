using System.Diagnostics;
using System.Numerics.Tensors;
using Analytics.Contracts;

namespace Analytics.Evaluate.Index;

/// <summary>The exact answer and the baseline: the dot product with every template in single precision.</summary>
internal sealed class F32Scan
{
    private const int RowsOfABlock = 64;
    private readonly int _length;
    private readonly int _threads;

    // An array holds fewer floats than a million templates of 1,024 components have bytes; parts do.
    private readonly float[][] _blocks;

    /// <summary>Generates all templates.</summary>
    public F32Scan(FaceVectors vectors, int size, int length, int threads)
    {
        (_length, _threads) = (length, threads);
        _blocks = new float[(size + RowsOfABlock - 1) / RowsOfABlock][];
        Parallel.For(0, _blocks.Length, Options, block =>
        {
            var rows = Math.Min(RowsOfABlock, size - block * RowsOfABlock);
            var values = new float[rows * length];
            for (var row = 0; row < rows; row++)
            {
                vectors.Write((long)block * RowsOfABlock + row, values.AsSpan(row * length, length));
            }

            _blocks[block] = values;
        });
    }

    private ParallelOptions Options => new() { MaxDegreeOfParallelism = _threads };

    /// <summary>How long one probe takes, the median of some runs.</summary>
    public double MedianMs(Template probe, int runs)
    {
        List<double> times = [];
        for (var run = 0; run <= runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            _ = Best([probe]);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.RemoveAt(0);
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>The best person of each probe.</summary>
    public (int Person, float Similarity)[] Best(Template[] probes)
    {
        var best = new (int Person, float Similarity)[probes.Length];
        Array.Fill(best, (-1, float.NegativeInfinity));
        var gate = new Lock();
        var parts = Math.Min(_threads * 16, _blocks.Length);
        Parallel.For(0, parts, Options, part =>
        {
            var mine = new (int Person, float Similarity)[probes.Length];
            Array.Fill(mine, (-1, float.NegativeInfinity));
            for (var block = (int)((long)part * _blocks.Length / parts); block < (int)((long)(part + 1) * _blocks.Length / parts); block++)
            {
                Scan(block, probes, mine);
            }

            lock (gate)
            {
                for (var i = 0; i < probes.Length; i++)
                {
                    best[i] = mine[i].Similarity > best[i].Similarity ? mine[i] : best[i];
                }
            }
        });
        return best;
    }

    private void Scan(int block, Template[] probes, (int Person, float Similarity)[] best)
    {
        var values = _blocks[block];
        for (var i = 0; i < probes.Length; i++)
        {
            for (var row = 0; row < values.Length / _length; row++)
            {
                var similarity = TensorPrimitives.Dot(probes[i].Vector, values.AsSpan(row * _length, _length));
                if (similarity > best[i].Similarity)
                {
                    best[i] = (block * RowsOfABlock + row, similarity);
                }
            }
        }
    }
}
