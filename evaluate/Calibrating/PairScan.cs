using System.Numerics.Tensors;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Takes in similarities of pairs; one of them for each thread.</summary>
internal interface IPairSink
{
    /// <summary>
    /// The similarities of <paramref name="template"/> to the templates from <paramref name="other"/> on, all of other people.
    /// </summary>
    void Take(int template, int other, ReadOnlySpan<float> similarities);

    /// <summary>Some ten thousand pairs have been taken.</summary>
    void BlockDone()
    {
    }
}

/// <summary>Compares all pairs of templates of two different people, each once.</summary>
internal static class PairScan
{
    private const int Block = 128;

    /// <summary>Runs on <paramref name="workers"/> threads and returns the sink of each.</summary>
    public static IReadOnlyList<TSink> Run<TSink>(LabelledTemplates templates, int workers, Func<TSink> sink)
        where TSink : IPairSink
    {
        var blocks = (templates.Count + Block - 1) / Block;
        List<TSink> sinks = [];
        var gate = new Lock();
        Parallel.For(
            0, blocks, new ParallelOptions { MaxDegreeOfParallelism = workers }, sink,
            (row, _, taker) =>
            {
                Span<float> similarities = stackalloc float[Block];
                // Blocks of templates stay in the cache while each is compared with each of another block.
                for (var column = row; column < blocks; column++)
                {
                    Compare(templates, row, column, similarities, taker);
                    taker.BlockDone();
                }

                return taker;
            },
            taker =>
            {
                lock (gate)
                {
                    sinks.Add(taker);
                }
            });
        return sinks;
    }

    private static void Compare<TSink>(LabelledTemplates templates, int row, int column, Span<float> similarities, TSink sink)
        where TSink : IPairSink
    {
        var end = Math.Min((column + 1) * Block, templates.Count);
        for (var i = row * Block; i < Math.Min((row + 1) * Block, templates.Count); i++)
        {
            var other = Math.Max(templates.From[templates.PersonOf[i] + 1], column * Block);
            for (var j = other; j < end; j++)
            {
                similarities[j - other] = TensorPrimitives.Dot(templates[i], templates[j]);
            }

            if (other < end)
            {
                sink.Take(i, other, similarities[..(end - other)]);
            }
        }
    }
}
