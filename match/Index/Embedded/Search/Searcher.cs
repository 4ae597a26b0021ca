using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Search;

/// <summary>
/// Searches in three steps, each on what the one before left over: sign bits, codes, templates. How deep each goes follows from the
/// scores: as deep as a face that belongs to the answer may lie. Where that is too deep for the sign bits, the codes of all faces decide.
/// </summary>
/// <param name="rows">The index.</param>
/// <param name="threads">Threads of one search.</param>
internal sealed class Searcher(FaceRows rows, int threads)
{
    // Probes that share a pass: their tables (2 kB each for 512 components) stay in the first cache beside the rows.
    private const int BatchProbes = 8;
    private const int Keep = 512;

    // Fewer rows than this are not worth a first pass, nor a second thread.
    private const int FewRows = 4096;

    // A second look at the sign bits that leaves more of the rows than this is dearer than all codes.
    private const int DeepestPart = 16;

    /// <summary>The hits of each query.</summary>
    public IReadOnlyList<IReadOnlyList<FaceHit>> Search(IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken)
    {
        var view = rows.HoldView();
        try
        {
            List<IReadOnlyList<FaceHit>> answers = new(queries.Count);
            foreach (var batch in queries.Chunk(BatchProbes))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SearchBatch(view, batch, answers);
            }

            return answers;
        }
        finally
        {
            view.Release();
        }
    }

    private void SearchBatch(View view, FaceQuery[] queries, List<IReadOnlyList<FaceHit>> answers)
    {
        var total = view.Chunks.Sum(chunk => (long)chunk.Rows);
        var scan = new Scan(view, total <= FewRows ? 1 : threads);
        PreparedProbe[] probes = [.. queries.Select(Prepare)];
        RowFilter[] filters = [.. queries.Select(query => new RowFilter(query.Filter, rows))];
        ushort[][] samples = [.. probes.Select(probe => total <= FewRows ? [] : scan.Sample(probe))];
        var keep = KeepOf(queries);
        int[] floors = [.. probes.Select((probe, i) => filters[i].PassesAll ? Floor(probe, samples[i], keep, total) : LeastSigns(probe))];
        var found = total <= FewRows ? null : scan.Signs(probes, filters, keep, floors);
        for (var i = 0; i < queries.Length; i++)
        {
            using var probe = probes[i];
            var lookup = new Lookup(view, scan, probe, filters[i], total, samples[i]);
            var candidates = found is not null && lookup.BySigns(found[i]) is { } few ? few : lookup.ByCodes();
            answers.Add(Rescore(view, probe.Query, candidates));
            found?[i].Dispose();
        }
    }

    private static int LeastSigns(PreparedProbe probe) =>
        probe.Query.ExactFrom is { } from ? probe.SignsFor(from.Value - probe.CodeError) : 0;

    // About as many rows as are kept lie above it: a sample shows where that is, and spares the scan the search for it.
    private static int Floor(PreparedProbe probe, ushort[] sample, int keep, long total)
    {
        var rank = (int)Math.Min(sample.Length - 1, 2.0 * keep / total * sample.Length);
        return Math.Max(LeastSigns(probe), sample.Length == 0 ? 0 : sample[Math.Max(0, rank)]);
    }

    private static int KeepOf(FaceQuery[] queries) => Math.Max(Keep, 8 * queries.Max(query => query.Top));

    private PreparedProbe Prepare(FaceQuery query)
    {
        var rotated = query.Probe.Vector.ToArray();
        rows.Rotate(rotated);
        return new PreparedProbe(query, rotated);
    }

    private List<FaceHit> Rescore(View view, FaceQuery query, List<uint> candidates)
    {
        var layout = rows.Layout;
        var bytes = ArrayPool<byte>.Shared.Rent(layout.RowBytes);
        var vector = ArrayPool<float>.Shared.Rent(layout.Length);
        Dictionary<UInt128, (FaceRow Row, Chunk Chunk, int Number, float Similarity)> best = new(candidates.Count);
        foreach (var candidate in candidates)
        {
            var (chunk, number) = (view.Chunks[(int)(candidate / Chunk.Capacity)], (int)(candidate % Chunk.Capacity));
            var span = bytes.AsSpan(0, layout.RowBytes);
            chunk.File.Read(chunk.Place(number), span);
            var isWhole = layout.TryReadWhole(span, out var row);
            if (RowReading.IsGone(chunk, number, isWhole))
            {
                continue;
            }

            layout.Read(span[FaceRow.VectorAt..], vector);
            var similarity = TensorPrimitives.Dot(query.Probe.Vector, vector.AsSpan(0, layout.Length));
            var key = query.ByPerson && row.Person != 0 ? row.Person : IdOf(row.Face);
            if (!best.TryGetValue(key, out var other) || similarity > other.Similarity)
            {
                best[key] = (row, chunk, number, similarity);
            }
        }

        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(vector, clearArray: true);
        return [.. best.Values.OrderByDescending(hit => hit.Similarity).Take(query.Top).Select(hit => new FaceHit(
            hit.Row.Face, RowReading.PersonOf(hit.Chunk, hit.Number, hit.Row), new Similarity(Math.Clamp(hit.Similarity, -1f, 1f))))];
    }

    private static UInt128 IdOf(FaceId face)
    {
        Span<byte> bytes = stackalloc byte[16];
        face.Value.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>One probe's way from scores to candidates.</summary>
    private sealed unsafe class Lookup(View view, Scan scan, PreparedProbe probe, RowFilter filter, long total, ushort[] sample)
    {
        private const int FirstLook = 128;
        private readonly int _top = probe.Query.Top;
        private readonly float _exactFrom = probe.Query.ExactFrom?.Value ?? -1;

        /// <summary>The candidates, when the sign bits can show which they are.</summary>
        public List<uint>? BySigns(TopScores found) => Refine(found, out var needed) ?? Again(needed);

        /// <summary>The candidates by the codes of all rows.</summary>
        public List<uint> ByCodes()
        {
            for (var keep = Math.Max(Keep, 8 * _top); ; keep = (int)Math.Min(8L * keep, total))
            {
                using var found = scan.Codes(probe, filter, keep, int.MinValue);
                List<(float Similarity, uint Row)> seen = [
                    .. found.Rows.ToArray().Select(row => (probe.SimilarityOfCodes(row.Score), row.Row))];
                var limit = LimitOf(seen);
                if (found.Count < keep || keep >= total || probe.CodesAt(limit) >= found.CompleteFrom)
                {
                    return Above(seen, limit);
                }
            }
        }

        private List<uint>? Again(int needed)
        {
            var share = sample.Count(score => score >= needed) / (double)sample.Length;
            if (share > 1.0 / DeepestPart)
            {
                return null;
            }

            using var found = scan.Signs([probe], [filter], Keep + (int)(2 * share * total), [needed])[0];
            return found.CompleteFrom <= needed ? Refine(found, out _) : null;
        }

        // By codes, from the best sign score down to where no face of the answer can lie any more.
        private List<uint>? Refine(TopScores found, out int needed)
        {
            found.Rows.Sort(static (a, b) => b.Score.CompareTo(a.Score));
            List<(float Similarity, uint Row)> seen = new(found.Count);
            needed = 0;
            for (var i = 0; i < found.Count; i++)
            {
                if (i >= FirstLook && BitOperations.IsPow2(i))
                {
                    needed = probe.SignsFor(LimitOf(seen) + probe.CodeError);
                    if (found.Rows[i].Score < needed)
                    {
                        return found.CompleteFrom <= needed ? Above(seen, LimitOf(seen)) : null;
                    }
                }

                var (score, row) = found.Rows[i];
                var chunk = view.Chunks[(int)(row / Chunk.Capacity)];
                var code = chunk.Codes + (long)(row % Chunk.Capacity) * chunk.Stride;
                seen.Add((probe.SimilarityOfCodes(CodeScan.Dot(code, chunk.Stride, probe.Code)), row));
            }

            needed = probe.SignsFor(LimitOf(seen) + probe.CodeError);
            return found.CompleteFrom <= needed ? Above(seen, LimitOf(seen)) : null;
        }

        // What is less similar by its code cannot be among the answer: the last of it is known, or nobody asks for less than a limit.
        private float LimitOf(List<(float Similarity, uint Row)> seen)
        {
            var last = -1f;
            if (seen.Count >= _top)
            {
                var best = new PriorityQueue<float, float>(_top + 1);
                Dictionary<ushort, float>? people = probe.Query.ByPerson ? [] : null;
                foreach (var (similarity, row) in seen)
                {
                    var tag = people is null ? (ushort)0 : view.Chunks[(int)(row / Chunk.Capacity)].Tag((int)(row % Chunk.Capacity));
                    if (tag == 0)
                    {
                        Take(best, similarity);
                    }
                    else if (!people!.TryGetValue(tag, out var nearest) || similarity > nearest)
                    {
                        people[tag] = similarity;
                    }
                }

                foreach (var similarity in people?.Values ?? Enumerable.Empty<float>())
                {
                    Take(best, similarity);
                }

                last = best.Count == _top ? best.Peek() : -1f;
            }

            return Math.Max(last, _exactFrom) - 2 * probe.CodeError;
        }

        private void Take(PriorityQueue<float, float> best, float similarity)
        {
            best.Enqueue(similarity, similarity);
            if (best.Count > _top)
            {
                best.Dequeue();
            }
        }

        private List<uint> Above(List<(float Similarity, uint Row)> seen, float limit)
        {
            // Below what is exact a few are returned all the same: the best runners-up.
            var rest = seen.OrderByDescending(row => row.Similarity).Take(_top).Select(row => row.Row);
            return [.. seen.Where(row => row.Similarity >= limit).Select(row => row.Row).Union(rest)];
        }
    }
}
