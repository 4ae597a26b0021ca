using System.Buffers;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// Reads the files of an index back into memory, in the order in which they were written. What no flush made durable is cut off the end
/// of the last file; whatever else is not as it was written is refused.
/// </summary>
/// <param name="rows">Takes the rows.</param>
internal sealed class Recovery(FaceRows rows)
{
    private const int SearchWindow = 1 << 20;
    private const int EncodeBatch = 256;
    private readonly Dictionary<FaceId, (StoreFile File, long Place)> _halfErased = [];
    private readonly List<(FaceId Face, long Place)> _suspects = [];
    private readonly List<RowRef> _killed = [];
    private readonly List<(StoreFile File, long Place)> _toErase = [];

    /// <summary>Rows that are to be erased again: the last time the process ended in between.</summary>
    public IReadOnlyList<(StoreFile File, long Place)> ToErase => _toErase;

    /// <summary>Reads all files; the last one may end in the middle of a frame.</summary>
    /// <exception cref="DamagedIndexException">Something that was durable is not as it was written.</exception>
    public void Read(IReadOnlyList<StoreFile> files)
    {
        foreach (var file in files)
        {
            Read(file, mayEndEarly: file == files[^1]);
        }

        foreach (var (face, (file, place)) in _halfErased)
        {
            if (rows.Find(face) is { } row && rows.PlaceOf(row) == (file, place))
            {
                throw DamagedIndexException.At(file.Name, place, "a face's checksum is wrong");
            }
        }

        _toErase.AddRange(_killed.Select(rows.PlaceOf));
    }

    /// <summary>The operations of a file that was read or written whole, and where each begins.</summary>
    public static IEnumerable<(OperationHeader Header, long At)> Operations(StoreFile file)
    {
        var unit = new byte[StoreFormat.Unit];
        for (var frameAt = (long)StoreFormat.HeadBytes; frameAt < file.Committed;)
        {
            file.Read(frameAt, unit);
            if (!FrameHeader.TryRead(unit, out var frame))
            {
                throw DamagedIndexException.At(file.Name, frameAt, "no frame begins here");
            }

            var at = frameAt + StoreFormat.Unit;
            for (var i = 0; i < frame.Operations; i++)
            {
                file.Read(at, unit);
                if (!OperationHeader.TryRead(unit, out var header))
                {
                    throw DamagedIndexException.At(file.Name, at, "an operation's header is damaged");
                }

                yield return (header, at);
                at += header.Bytes;
            }

            frameAt += frame.Bytes;
        }
    }

    private void Read(StoreFile file, bool mayEndEarly)
    {
        while (!file.IsSealed && TryReadFrame(file, mayEndEarly, out var fault))
        {
            if (fault is null)
            {
                continue;
            }

            if (!mayEndEarly || HasLaterFrame(file))
            {
                throw DamagedIndexException.At(file.Name, file.Committed, fault);
            }

            file.CutTail();
            return;
        }

        if (!file.IsSealed && !mayEndEarly)
        {
            throw DamagedIndexException.At(file.Name, file.Committed, "it ends before its time");
        }
    }

    // False at the very end of the file; a fault when what follows is no whole frame.
    private bool TryReadFrame(StoreFile file, bool mayEndEarly, out string? fault)
    {
        fault = null;
        _suspects.Clear();
        Span<byte> unit = stackalloc byte[StoreFormat.Unit];
        var read = file.TryRead(file.Committed, unit);
        if (read == 0)
        {
            return false;
        }

        if (read < unit.Length || !FrameHeader.TryRead(unit, out var frame) || frame.Sequence != file.Sequence + 1)
        {
            fault = "no frame begins here";
            return true;
        }

        if (frame.Bytes > file.Length - file.Committed)
        {
            fault = "its last frame is not whole";
            return true;
        }

        // First all of it is checked, then all of it is done.
        var operations = new List<(OperationHeader Header, long At)>();
        var at = file.Committed + StoreFormat.Unit;
        for (var i = 0; i < frame.Operations && fault is null; i++)
        {
            file.Read(at, unit);
            if (OperationHeader.TryRead(unit, out var header) && at + header.Bytes <= file.Committed + frame.Bytes)
            {
                operations.Add((header, at));
                fault = Check(file, header, at);
                at += header.Bytes;
            }
            else
            {
                fault = "an operation's header is damaged";
            }
        }

        if (_suspects.Count > 0 && fault is null && mayEndEarly && !HasLaterFrame(file))
        {
            fault = "its last frame is not whole"; // nothing of it can have been erased: that is written down in a later frame
        }

        if (fault is null)
        {
            _suspects.ForEach(suspect => _halfErased[suspect.Face] = (file, suspect.Place));
            operations.ForEach(operation => Apply(file, operation.Header, operation.At));
            (file.Committed, file.Sequence) = (file.Committed + frame.Bytes, frame.Sequence);
        }

        return true;
    }

    private string? Check(StoreFile file, OperationHeader header, long at)
    {
        if (StoreFormat.Checksum(Payload(file, header, at)) != header.PayloadChecksum)
        {
            return "an operation's payload is damaged";
        }

        if (header.Kind == OperationKind.Add && header.RowBytes != rows.Layout.RowBytes)
        {
            return "its rows are of another size";
        }

        string? fault = null;
        ForRows(file, header, at, (first, bytes) =>
        {
            for (var i = 0; i < bytes.Length / header.RowBytes; i++)
            {
                var row = bytes.Slice(i * header.RowBytes, header.RowBytes);
                if (!FaceRow.TryRead(row[..StoreFormat.Unit].Span, out var read))
                {
                    fault = FaceRow.IsErased(row.Span) ? fault : "a face is damaged";
                    if (fault is null && !FaceRow.IsErasedToTheEnd(row.Span))
                    {
                        _toErase.Add((file, first + (long)i * header.RowBytes));
                    }
                }
                else if (StoreFormat.Checksum(row.Span.Slice(FaceRow.VectorAt, rows.Layout.VectorBytes)) != read.VectorChecksum)
                {
                    // Damaged, or erased in part when the process ended: which of the two, its removal will tell.
                    _suspects.Add((read.Face, first + (long)i * header.RowBytes));
                }
            }
        });
        return fault;
    }

    private void Apply(StoreFile file, OperationHeader header, long at)
    {
        var payload = Payload(file, header, at);
        switch (header.Kind)
        {
            case OperationKind.Add:
                var heap = NameHeap.Read(payload);
                ForRows(file, header, at, (first, bytes) => Add(file, heap, first, bytes));
                break;
            case OperationKind.Remove:
                rows.Remove(Operation.Ids(payload, header.Count), _killed);
                break;
            case OperationKind.Relist:
                var names = new NameReader(payload);
                var lists = names.Lists();
                rows.Relist(Operation.Ids(names.Rest, header.Count), lists);
                break;
            case OperationKind.Seal:
                file.IsSealed = true;
                break;
            default:
                throw DamagedIndexException.At(file.Name, at, $"it holds an operation of kind {(int)header.Kind}, which this version does not know");
        }
    }

    private void Add(StoreFile file, NameHeap heap, long first, ReadOnlyMemory<byte> bytes)
    {
        var (rowBytes, stride) = (rows.Layout.RowBytes, FaceCode.Stride(rows.Layout.Length));
        var count = bytes.Length / rowBytes;
        var codes = ArrayPool<byte>.Shared.Rent(count * stride);
        Parallel.For(0, (count + EncodeBatch - 1) / EncodeBatch, batch =>
        {
            var (from, to) = (batch * EncodeBatch, Math.Min(count, (batch + 1) * EncodeBatch));
            rows.Encode(bytes.Span[(from * rowBytes)..(to * rowBytes)], codes.AsSpan(from * stride, (to - from) * stride));
        });
        rows.Add(file, first, heap, bytes.Span, codes, _killed);
        ArrayPool<byte>.Shared.Return(codes);
    }

    private static byte[] Payload(StoreFile file, OperationHeader header, long at)
    {
        var payload = new byte[header.PayloadBytes];
        file.Read(at + StoreFormat.Unit, payload);
        return payload;
    }

    // A piece at a time: an operation of a compacted file can be large.
    private static void ForRows(StoreFile file, OperationHeader header, long at, Action<long, ReadOnlyMemory<byte>> use)
    {
        if (header.RowBytes == 0)
        {
            return;
        }

        const int Piece = 4096;
        var first = at + StoreFormat.Unit + StoreFormat.Aligned(header.PayloadBytes);
        for (var row = 0; row < header.Count; row += Piece)
        {
            var count = Math.Min(Piece, header.Count - row);
            var bytes = ArrayPool<byte>.Shared.Rent(count * header.RowBytes);
            var begin = first + (long)row * header.RowBytes;
            file.Read(begin, bytes.AsSpan(0, count * header.RowBytes));
            use(begin, bytes.AsMemory(0, count * header.RowBytes));
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Frames are written one after the other, each flushed before the next: behind a torn one there is none.
    private static bool HasLaterFrame(StoreFile file)
    {
        var window = ArrayPool<byte>.Shared.Rent(SearchWindow);
        try
        {
            for (var at = file.Committed + StoreFormat.Unit; ; at += SearchWindow)
            {
                var read = file.TryRead(at, window.AsSpan(0, SearchWindow));
                for (var i = 0; i + StoreFormat.Unit <= read; i += StoreFormat.Unit)
                {
                    if (FrameHeader.TryRead(window.AsSpan(i, StoreFormat.Unit), out var frame) && frame.Sequence > file.Sequence + 1)
                    {
                        return true;
                    }
                }

                if (read < SearchWindow)
                {
                    return false;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }
}
