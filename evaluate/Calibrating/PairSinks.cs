using System.Numerics.Tensors;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Equal steps of similarity from −1 to 1.</summary>
internal static class SimilarityBins
{
    public const int Count = 20_000;

    public static int Of(float similarity) => Math.Clamp((int)((similarity + 1) / 2 * Count), 0, Count - 1);

    /// <summary>The lower edge of a bin.</summary>
    public static float Edge(int bin) => MathF.Round(-1 + 2f * bin / Count, 4);
}

/// <summary>Counts pairs in each bin of similarity.</summary>
internal sealed class HistogramSink : IPairSink
{
    public long[] Counts { get; } = new long[SimilarityBins.Count];

    public void Take(int template, int other, ReadOnlySpan<float> similarities)
    {
        foreach (var similarity in similarities)
        {
            Counts[SimilarityBins.Of(similarity)]++;
        }
    }
}

/// <summary>One pair of templates of two people.</summary>
internal readonly record struct ScoredPair(int First, int Second, float Similarity);

/// <summary>Keeps the pairs at or above a similarity.</summary>
internal sealed class ExceedanceSink(float least) : IPairSink
{
    public List<ScoredPair> Pairs { get; } = [];

    public void Take(int template, int other, ReadOnlySpan<float> similarities)
    {
        for (var i = 0; i < similarities.Length; i++)
        {
            if (similarities[i] >= least)
            {
                Pairs.Add(new ScoredPair(template, other + i, similarities[i]));
            }
        }
    }
}

/// <summary>For each replicate of a bootstrap the weight of the pairs between two edges of similarity.</summary>
internal sealed class ReplicateSink(LabelledTemplates templates, Resampling resampling, IReadOnlyList<int> edgeBins) : IPairSink
{
    private readonly int[] _rowOfBin = RowsOfBins(edgeBins);
    private readonly float[] _block = new float[edgeBins.Count * resampling.Replicates];

    /// <summary><c>double[edges][replicates]</c>.</summary>
    public double[] Weights { get; } = new double[edgeBins.Count * resampling.Replicates];

    public void Take(int template, int other, ReadOnlySpan<float> similarities)
    {
        var first = resampling.Weights(templates.PersonOf[template]);
        for (var i = 0; i < similarities.Length; i++)
        {
            // Below the second edge lies what only the first row counts, whose rate is 1 in every replicate.
            if (_rowOfBin[SimilarityBins.Of(similarities[i])] is > 0 and var row)
            {
                var sums = _block.AsSpan(row * resampling.Replicates, resampling.Replicates);
                TensorPrimitives.MultiplyAdd(first, resampling.Weights(templates.PersonOf[other + i]), sums, sums);
            }
        }
    }

    // Floats count exactly up to 2^24; a block has 2^14 pairs with small weights.
    public void BlockDone()
    {
        for (var i = 0; i < _block.Length; i++)
        {
            Weights[i] += _block[i];
        }

        Array.Clear(_block);
    }

    private static int[] RowsOfBins(IReadOnlyList<int> edgeBins)
    {
        var rows = new int[SimilarityBins.Count];
        for (var (bin, row) = (0, -1); bin < rows.Length; bin++)
        {
            while (row + 1 < edgeBins.Count && edgeBins[row + 1] <= bin)
            {
                row++;
            }

            rows[bin] = row;
        }

        return rows;
    }
}
