using System.Buffers;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>An operation as it is written: header and padded payload, then rows.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Head">The header and the payload, padded.</param>
/// <param name="Rows">The rows; empty when it adds nothing.</param>
internal sealed record Operation(OperationHeader Header, byte[] Head, ReadOnlyMemory<byte> Rows)
{
    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload => Head.AsSpan(StoreFormat.Unit, Header.PayloadBytes);

    /// <summary>Adds faces.</summary>
    /// <param name="faces">The faces to add.</param>
    /// <param name="layout">How they are written.</param>
    /// <param name="memory">Takes the rows; the caller's again once the operation was done.</param>
    /// <exception cref="WriteLimitException">They are too many, or their names too long, for one operation.</exception>
    public static Operation Add(IReadOnlyList<FaceEntry> faces, RowLayout layout, Memory<byte> memory)
    {
        var names = new NameHeapBuilder();
        var rows = ArrayPool<FaceRow>.Shared.Rent(faces.Count);
        for (var i = 0; i < faces.Count; i++)
        {
            var face = faces[i];
            var (at, bytes) = face.Person is { } person ? names.Person(person) : default;
            rows[i] = new FaceRow
            {
                Face = face.Id,
                Person = face.Person is { } known ? FaceRow.HashOf(known) : default,
                NameAt = at,
                NameBytes = bytes,
                Lists = names.Set(face.Watchlists),
                Camera = names.Camera(face.Camera),
                SeenAt = face.SeenAt,
            };
        }

        var (payload, peopleAt) = names.Build();
        var rowsAt = StoreFormat.Unit + StoreFormat.Aligned(payload.Length);
        var written = memory[..(faces.Count * layout.RowBytes)];
        for (var i = 0; i < faces.Count; i++)
        {
            var row = written.Span.Slice(i * layout.RowBytes, layout.RowBytes);
            row[(FaceRow.VectorAt + layout.VectorBytes)..].Clear();
            var vector = row.Slice(FaceRow.VectorAt, layout.VectorBytes);
            layout.Write(faces[i].Template.Vector, vector);
            (rows[i] with
            {
                NameAt = peopleAt + rows[i].NameAt,
                Back = rowsAt + (long)i * layout.RowBytes,
                VectorChecksum = StoreFormat.Checksum(vector),
            }).Write(row);
        }

        ArrayPool<FaceRow>.Shared.Return(rows);
        return Create(OperationKind.Add, faces.Count, payload, written, layout.RowBytes);
    }

    /// <summary>Removes faces; of nobody there is nothing to do.</summary>
    public static IReadOnlyList<Operation> Remove(IReadOnlyList<FaceId> faces) =>
        [.. faces.Chunk(StoreFormat.MostIds).Select(page => Create(OperationKind.Remove, page.Length, IdBytes(page), default, 0))];

    /// <summary>Puts faces onto other watchlists; of nobody there is nothing to do.</summary>
    /// <exception cref="WriteLimitException">The lists are too many or their names too long.</exception>
    public static IReadOnlyList<Operation> Relist(IReadOnlyList<FaceId> faces, IReadOnlyList<WatchlistId> lists)
    {
        List<byte> names = [];
        Names.AddLists(names, lists);
        return [.. faces.Chunk(StoreFormat.MostIds).Select(
            page => Create(OperationKind.Relist, page.Length, [.. names, .. IdBytes(page)], default, 0))];
    }

    /// <summary>Ends a file.</summary>
    public static Operation Seal() => Create(OperationKind.Seal, 0, [], default, 0);

    /// <summary>Reads ids from the end of a payload.</summary>
    public static ReadOnlySpan<FaceId> Ids(ReadOnlySpan<byte> bytes, int count)
    {
        var ids = new FaceId[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = new FaceId(new Guid(bytes.Slice(i * 16, 16)));
        }

        return ids;
    }

    /// <summary>Makes one of its parts.</summary>
    public static Operation Create(OperationKind kind, int count, ReadOnlySpan<byte> payload, ReadOnlyMemory<byte> rows, int rowBytes)
    {
        if (payload.Length > StoreFormat.MostPayload)
        {
            throw new WriteLimitException(
                $"The names of one write to the index take {payload.Length} bytes, at most {StoreFormat.MostPayload} "
                + "are written at once. Write fewer faces at once, or use shorter names.");
        }

        var header = new OperationHeader(kind, count, payload.Length, StoreFormat.Checksum(payload), rowBytes);
        var head = new byte[StoreFormat.Unit + StoreFormat.Aligned(payload.Length)];
        header.Write(head);
        payload.CopyTo(head.AsSpan(StoreFormat.Unit));
        return new Operation(header, head, rows);
    }

    private static byte[] IdBytes(FaceId[] faces)
    {
        var bytes = new byte[faces.Length * 16];
        for (var i = 0; i < faces.Length; i++)
        {
            faces[i].Value.TryWriteBytes(bytes.AsSpan(i * 16));
        }

        return bytes;
    }
}
