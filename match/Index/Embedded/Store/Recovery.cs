using System.Buffers;
using System.Collections.Concurrent;
using Analytics.Contracts;
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
    private const int CheckedAtOnce = 512;
    private readonly Dictionary<FaceId, (StoreFile File, long Place)> _halfErased = [];
    private readonly ConcurrentBag<(FaceId Face, long Place)> _suspects = [];
    private readonly List<RowRef> _killed = [];
    private byte[] _frame = [];
    private readonly ConcurrentBag<(StoreFile File, long Place)> _toErase = [];

    /// <summary>Rows that are to be erased again: the last time the process ended in between.</summary>
    public IReadOnlyCollection<(StoreFile File, long Place)> ToErase => _toErase;

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

        _killed.ForEach(row => _toErase.Add(rows.PlaceOf(row)));
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

        // Not of the pool, which would keep it for as long as the process lives.
        var bytes = _frame.Length >= frame.Bytes ? _frame : _frame = GC.AllocateUninitializedArray<byte>(checked((int)frame.Bytes));
        file.Read(file.Committed, bytes.AsSpan(0, (int)frame.Bytes));
        var operations = Check(file, frame, bytes.AsMemory(0, (int)frame.Bytes), mayEndEarly, out fault);
        if (fault is null)
        {
            operations.ForEach(operation => Apply(file, operation.Header, operation.At, bytes.AsMemory(operation.At, (int)operation.Header.Bytes)));
            file.Advance(frame);
        }

        return true;
    }

    // First all of a frame is checked, then all of it is done.
    private List<(OperationHeader Header, int At)> Check(
        StoreFile file, FrameHeader frame, ReadOnlyMemory<byte> bytes, bool mayEndEarly, out string? fault)
    {
        fault = null;
        List<(OperationHeader Header, int At)> operations = [];
        var at = StoreFormat.Unit;
        for (var i = 0; i < frame.Operations; i++)
        {
            if (bytes.Length - at < StoreFormat.Unit || !OperationHeader.TryRead(bytes.Span.Slice(at, StoreFormat.Unit), out var header)
                || header.Bytes > bytes.Length - at)
            {
                fault = "an operation's header is damaged";
                return operations;
            }

            fault = Check(file, header, at, bytes.Slice(at, (int)header.Bytes));
            if (fault is not null)
            {
                return operations;
            }

            operations.Add((header, at));
            at += (int)header.Bytes;
        }

        if (!_suspects.IsEmpty && mayEndEarly && !HasLaterFrame(file))
        {
            fault = "its last frame is not whole"; // nothing of it can have been erased: that is written down in a later frame
            return operations;
        }

        foreach (var (face, place) in _suspects)
        {
            _halfErased[face] = (file, place);
        }

        return operations;
    }

    private string? Check(StoreFile file, OperationHeader header, int at, ReadOnlyMemory<byte> bytes)
    {
        if (StoreFormat.Checksum(bytes.Span.Slice(StoreFormat.Unit, header.PayloadBytes)) != header.PayloadChecksum)
        {
            return "an operation's payload is damaged";
        }

        if (header.Kind != OperationKind.Add)
        {
            return null;
        }

        if (header.RowBytes != rows.Layout.RowBytes)
        {
            return "its rows are of another size";
        }

        var first = StoreFormat.Unit + StoreFormat.Aligned(header.PayloadBytes);
        string? fault = null;
        Parallel.For(0, (header.Count + CheckedAtOnce - 1) / CheckedAtOnce, part =>
        {
            for (var i = part * CheckedAtOnce; i < Math.Min(header.Count, (part + 1) * CheckedAtOnce); i++)
            {
                var from = first + i * header.RowBytes;
                fault = CheckRow(file, bytes.Span.Slice(from, header.RowBytes), file.Committed + at + from) ?? fault;
            }
        });
        return fault;
    }

    private string? CheckRow(StoreFile file, ReadOnlySpan<byte> row, long place)
    {
        if (!FaceRow.TryRead(row[..StoreFormat.Unit], out var read))
        {
            if (!FaceRow.IsErased(row))
            {
                return "a face is damaged";
            }

            if (!FaceRow.IsErasedToTheEnd(row))
            {
                _toErase.Add((file, place));
            }
        }
        else if (StoreFormat.Checksum(row.Slice(FaceRow.VectorAt, rows.Layout.VectorBytes)) != read.VectorChecksum)
        {
            // Damaged, or erased in part when the process ended: which of the two, its removal will tell.
            _suspects.Add((read.Face, place));
        }

        return null;
    }

    private void Apply(StoreFile file, OperationHeader header, int at, ReadOnlyMemory<byte> bytes)
    {
        var payload = bytes.Span.Slice(StoreFormat.Unit, header.PayloadBytes);
        switch (header.Kind)
        {
            case OperationKind.Add:
                var first = StoreFormat.Unit + StoreFormat.Aligned(header.PayloadBytes);
                rows.Add(rows.Fill(new Added(file, file.Committed + at + first, NameHeap.Read(payload), bytes[first..], null)), _killed);
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
                throw DamagedIndexException.At(
                    file.Name, file.Committed + at, $"it holds an operation of kind {(int)header.Kind}, which this version does not know");
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
