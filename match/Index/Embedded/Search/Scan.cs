using System.Numerics;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;

namespace Analytics.Match.Index.Embedded.Search;

/// <summary>One pass over all rows of a view for a batch of probes, shared by threads.</summary>
/// <param name="view">The rows.</param>
/// <param name="threads">Threads that take part.</param>
internal sealed unsafe class Scan(View view, int threads)
{
    private const int TileRows = 1024;
    private const int TilesOfAChunk = Chunk.Capacity / TileRows;

    /// <summary>The best rows of each probe by their sign bits.</summary>
    /// <param name="probes">The probes.</param>
    /// <param name="filters">Which rows come into question for each.</param>
    /// <param name="keep">How many rows are kept at least.</param>
    /// <param name="floors">The score of each probe below which rows are of no interest.</param>
    public TopScores[] Signs(IReadOnlyList<PreparedProbe> probes, IReadOnlyList<RowFilter> filters, int keep, IReadOnlyList<int> floors) =>
        Run(probes.Count, keep, floors, (chunk, number, from, rows, found) =>
        {
            var scores = stackalloc ushort[TileRows];
            for (var i = 0; i < probes.Count; i++)
            {
                var planes = chunk.Signs + (long)from * chunk.SignBytes;
                SignScan.Scan(planes, Chunk.BlocksOf(rows), chunk.SignBytes, probes[i].Tables, scores);
                KeepSigns(chunk, number, from, rows, scores, filters[i], found[i]);
            }
        });

    /// <summary>The best rows of one probe by their codes.</summary>
    public TopScores Codes(PreparedProbe probe, RowFilter filter, int keep, int floor) =>
        Run(1, keep, [floor], (chunk, number, from, rows, found) =>
        {
            var sums = stackalloc int[TileRows];
            CodeScan.Dots(chunk.Codes + (long)from * chunk.Stride, rows, chunk.Stride, probe.Code, sums);
            for (var i = 0; i < rows; i++)
            {
                if (sums[i] >= found[0].Floor && filter.Passes(chunk, from + i))
                {
                    found[0].Add(sums[i], (uint)(number * Chunk.Capacity + from + i));
                }
            }
        })[0];

    /// <summary>The sign scores of a sample of the rows, the best ones first.</summary>
    public ushort[] Sample(PreparedProbe probe)
    {
        const int Tiles = 8;
        List<ushort> sample = new(Tiles * TileRows);
        var scores = stackalloc ushort[TileRows];
        for (var i = 0; i < Tiles; i++)
        {
            var chunk = view.Chunks[i * view.Chunks.Count / Tiles];
            var blocks = Math.Min(TileRows, chunk.Rows) / FaceCode.BlockRows;
            SignScan.Scan(chunk.Signs, blocks, chunk.SignBytes, probe.Tables, scores);
            sample.AddRange(new ReadOnlySpan<ushort>(scores, blocks * FaceCode.BlockRows));
        }

        sample.Sort();
        sample.Reverse();
        return [.. sample];
    }

    private static void KeepSigns(Chunk chunk, int number, int from, int rows, ushort* scores, RowFilter filter, TopScores found)
    {
        var count = Chunk.BlocksOf(rows) * FaceCode.BlockRows;
        for (var i = 0; i < count; i += Vector512<ushort>.Count)
        {
            var floor = Vector512.Create((ushort)Math.Min(found.Floor, ushort.MaxValue));
            var hits = Vector512.GreaterThanOrEqual(Vector512.Load(scores + i), floor).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
            {
                var position = i + BitOperations.TrailingZeroCount(hits);
                var row = position / FaceCode.BlockRows * FaceCode.BlockRows + SignScan.RowAt(position % FaceCode.BlockRows);
                if (row < rows && filter.Passes(chunk, from + row))
                {
                    found.Add(scores[position], (uint)(number * Chunk.Capacity + from + row));
                }
            }
        }
    }

    // Threads take tile after tile; what they found is put together at the end.
    private TopScores[] Run(int probes, int keep, IReadOnlyList<int> floors, Tile tile)
    {
        var chunks = view.Chunks;
        var tiles = chunks.Count * TilesOfAChunk;
        var next = -1;
        var found = new TopScores[threads][];
        void Work(int thread)
        {
            found[thread] = [.. Enumerable.Range(0, probes).Select(probe => new TopScores(keep, floors[probe]))];
            for (var i = Interlocked.Increment(ref next); i < tiles; i = Interlocked.Increment(ref next))
            {
                var (chunk, from) = (chunks[i / TilesOfAChunk], i % TilesOfAChunk * TileRows);
                var rows = Math.Min(TileRows, chunk.Rows - from);
                if (rows > 0)
                {
                    tile(chunk, i / TilesOfAChunk, from, rows, found[thread]);
                }
            }
        }

        if (threads == 1)
        {
            Work(0);
        }
        else
        {
            try
            {
                Parallel.For(0, threads, Work);
            }
            catch (AggregateException several)
            {
                ExceptionDispatchInfo.Throw(several.InnerExceptions[0]); // filters read the disk
            }
        }

        foreach (var others in found.Skip(1))
        {
            for (var probe = 0; probe < probes; probe++)
            {
                found[0][probe].Add(others[probe]);
                others[probe].Dispose();
            }
        }

        return found[0];
    }

    private delegate void Tile(Chunk chunk, int number, int from, int rows, TopScores[] found);
}
