using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>A file that was rewritten, with its rows in memory.</summary>
/// <param name="Sources">The files that it replaces, oldest first.</param>
/// <param name="File">The new one.</param>
/// <param name="Chunks">Its rows.</param>
/// <param name="Moved">For each row its face, and where it was.</param>
internal sealed record Compacted(
    IReadOnlyList<StoreFile> Sources, StoreFile File, IReadOnlyList<Chunk> Chunks, IReadOnlyList<(FaceId Face, RowRef From)> Moved)
{
    /// <summary>Lets go of it, when it does not come into the place of its sources.</summary>
    public void Release()
    {
        foreach (var chunk in Chunks)
        {
            chunk.Release();
        }

        File.Release();
    }
}

/// <summary>Rewrites neighbouring files without the faces that were removed from them, beside searches and writes.</summary>
/// <param name="disk">The folder.</param>
/// <param name="collection">What the index holds.</param>
/// <param name="rows">The rows in memory.</param>
internal sealed class Compaction(IStoreFiles disk, FaceCollection collection, FaceRows rows)
{
    /// <summary>The name of a file that is being written.</summary>
    public const string TemporaryName = "compacted.tmp";

    private const int RowsOfAnOperation = 4096;

    /// <summary>Which sealed files are worth it: one with many removed faces, or several small neighbours. None: nothing to do.</summary>
    public static IReadOnlyList<StoreFile> Plan(IReadOnlyList<StoreFile> files, double above, long fileBytes)
    {
        var isSealed = files.Where(file => file.IsSealed).ToList();
        if (isSealed.Find(file => file.DeadRows > above * file.Rows) is { } wasteful)
        {
            return [wasteful];
        }

        for (var i = 0; i + 1 < isSealed.Count; i++)
        {
            if (isSealed[i].Committed + isSealed[i + 1].Committed <= fileBytes)
            {
                return [isSealed[i], isSealed[i + 1]];
            }
        }

        return [];
    }

    /// <summary>Writes what is left of the files into a new one; durable when it returns, but not in their place yet.</summary>
    /// <param name="sources">Sealed neighbours, oldest first.</param>
    /// <param name="chunks">Their chunks, with their slots.</param>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    /// <exception cref="UnusableIndexException">A source is damaged.</exception>
    public Compacted Write(IReadOnlyList<StoreFile> sources, IReadOnlyList<(int Slot, Chunk Chunk)> chunks)
    {
        var range = new FileRange(sources[0].Range.First, sources[^1].Range.Last);
        var file = StoreFile.Create(disk, TemporaryName, range, collection, rows.Layout);
        List<(FaceId Face, RowRef From)> moved = [];
        List<Chunk> written = [];
        try
        {
            foreach (var relisted in sources.SelectMany(Relistings).Chunk(RowsOfAnOperation))
            {
                AppendAll(file, relisted);
            }

            foreach (var batch in chunks.SelectMany(Living).Chunk(RowsOfAnOperation))
            {
                WriteRows(file, batch, moved, written);
            }

            file.Advance(file.Append([Operation.Seal()]));
            file.IsSealed = true;
            file.Flush();
            return new Compacted(sources, file, written, moved);
        }
        catch
        {
            written.ForEach(chunk => chunk.Release());
            file.Release();
            throw;
        }
    }

    // In frames that can be read back at once.
    private static void AppendAll(StoreFile file, Operation[] operations)
    {
        List<Operation> frame = [];
        var bytes = 0L;
        foreach (var operation in operations)
        {
            frame.Add(operation);
            bytes += operation.Header.Bytes;
            if (bytes >= StoreFormat.MostPayload || operation == operations[^1])
            {
                file.Advance(file.Append(frame));
                (frame, bytes) = ([], 0);
            }
        }
    }

    private static IEnumerable<(int Slot, Chunk Chunk, int Row)> Living((int Slot, Chunk Chunk) place)
    {
        for (var row = 0; row < place.Chunk.Rows; row++)
        {
            if (place.Chunk.IsAlive(row))
            {
                yield return (place.Slot, place.Chunk, row);
            }
        }
    }

    // Rows of older files stay on the watchlists that a source put them on: these operations are kept, before the rows.
    private static IEnumerable<Operation> Relistings(StoreFile file)
    {
        foreach (var (header, at) in Recovery.Operations(file))
        {
            if (header.Kind == OperationKind.Relist)
            {
                var payload = new byte[header.PayloadBytes];
                file.Read(at + StoreFormat.Unit, payload);
                yield return Operation.Create(OperationKind.Relist, header.Count, payload, default, 0);
            }
        }
    }

    private void WriteRows(
        StoreFile file, (int Slot, Chunk Chunk, int Row)[] batch, List<(FaceId Face, RowRef From)> moved, List<Chunk> written)
    {
        var layout = rows.Layout;
        var names = new NameHeapBuilder();
        var bytes = new byte[batch.Length * layout.RowBytes];
        List<(FaceRow Row, (int Slot, Chunk Chunk, int Row) From)> living = new(batch.Length);
        foreach (var from in batch)
        {
            var span = bytes.AsSpan(living.Count * layout.RowBytes, layout.RowBytes);
            from.Chunk.File.Read(from.Chunk.Place(from.Row), span);
            var isRow = layout.TryReadWhole(span, out var row);
            if (!from.Chunk.IsAlive(from.Row))
            {
                continue; // removed in the meantime
            }

            if (!isRow)
            {
                throw UnusableIndexException.At(from.Chunk.File.Name, from.Chunk.Place(from.Row), "a face's checksum is wrong");
            }

            var (at, nameBytes) = RowReading.PersonOf(from.Chunk, from.Row, row) is { } person ? names.Person(person) : default;
            living.Add((row with
            {
                NameAt = at,
                NameBytes = nameBytes,
                Lists = names.Set(rows.Sets[from.Chunk.Lists(from.Row)]),
                Camera = names.Camera(from.Chunk.Camera(from.Row) is { } camera ? rows.Cameras[camera] : null),
            }, from));
        }

        var (payload, peopleAt) = names.Build();
        var rowsAt = StoreFormat.Unit + StoreFormat.Aligned(payload.Length);
        for (var i = 0; i < living.Count; i++)
        {
            (living[i].Row with { NameAt = peopleAt + living[i].Row.NameAt, Back = rowsAt + (long)i * layout.RowBytes })
                .Write(bytes.AsSpan(i * layout.RowBytes));
        }

        var operation = Operation.Create(
            OperationKind.Add, living.Count, payload, bytes.AsMemory(0, living.Count * layout.RowBytes), layout.RowBytes);
        var first = file.Committed + StoreFormat.Unit + rowsAt;
        file.Advance(file.Append([operation]));
        for (var i = 0; i < living.Count; i++)
        {
            var (row, (slot, chunk, number)) = living[i];
            Place(file, chunk, number, row, first + (long)i * layout.RowBytes, written);
            moved.Add((row.Face, new RowRef(slot, number)));
        }
    }

    private void Place(StoreFile file, Chunk from, int number, in FaceRow row, long place, List<Chunk> written)
    {
        if (written.Count == 0 || written[^1].IsFull)
        {
            written.Add(new Chunk(file, rows.Layout));
        }

        var chunk = written[^1];
        var to = chunk.Take(place);
        from.Code(number).CopyTo(chunk.Code(to));
        chunk.Set(to, from.Tag(number), from.Lists(number), from.Camera(number), row.SeenAt);
        chunk.Publish(to + 1);
        file.Rows++;
    }
}
