using System.Buffers;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>
/// Reads the files of an index back into memory, in the order in which they were written. What no flush made durable is cut off the end
/// of the last file; whatever else is not as it was written is refused.
/// </summary>
/// <param name="rows">Takes the rows.</param>
internal sealed class Recovery(FaceRows rows)
{
    private const int SearchWindow = 1 << 20;
    private readonly Dictionary<FaceId, (StoreFile File, long Place)> _halfErased = [];
    private readonly List<RowRef> _killed = [];
    private readonly FrameReader _reader = new(rows.Layout);
    private readonly List<(StoreFile File, long Place)> _toErase = [];

    /// <summary>Rows that are to be erased again: the last time the process ended in between.</summary>
    public IReadOnlyCollection<(StoreFile File, long Place)> ToErase => _toErase;

    /// <summary>Reads all files; the last one may end in the middle of a frame.</summary>
    /// <exception cref="UnusableIndexException">Something that was durable is not as it was written.</exception>
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
                throw UnusableIndexException.At(file.Name, place, "a face's checksum is wrong");
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
                throw UnusableIndexException.At(file.Name, frameAt, "no frame begins here");
            }

            var at = frameAt + StoreFormat.Unit;
            for (var i = 0; i < frame.Operations; i++)
            {
                file.Read(at, unit);
                if (!OperationHeader.TryRead(unit, out var header))
                {
                    throw UnusableIndexException.At(file.Name, at, "an operation's header is damaged");
                }

                yield return (header, at);
                at += header.Bytes;
            }

            frameAt += frame.Bytes;
        }
    }

    private void Read(StoreFile file, bool mayEndEarly)
    {
        var next = _reader.Read(file, file.Committed, file.Sequence + 1);
        while (next is { Fault: null } frame && !file.IsSealed)
        {
            if (mayEndEarly && frame.Suspects.Any(suspect => !FrameReader.IsGoneLater(frame, suspect.Face, suspect.Place))
                && !HasLaterFrame(file))
            {
                next = frame with { Fault = FrameReader.NotWhole }; // it was not erased: nothing says that it was removed
                break;
            }

            // The next one is read and checked while this one is done.
            var ahead = Task.Run(() => _reader.Read(file, frame.At + frame.Header.Bytes, frame.Header.Sequence + 1));
            try
            {
                Apply(file, frame);
            }
            finally
            {
                Task.WaitAny(ahead);
            }

            next = ahead.GetAwaiter().GetResult();
        }

        if (file.IsSealed)
        {
            return;
        }

        if (next?.Fault is { } fault && (!mayEndEarly || HasLaterFrame(file)))
        {
            throw UnusableIndexException.At(file.Name, file.Committed, fault);
        }

        if (!mayEndEarly)
        {
            throw UnusableIndexException.At(file.Name, file.Committed, "it ends too early");
        }

        if (next is not null)
        {
            file.CutTail();
        }
    }

    private void Apply(StoreFile file, Frame frame)
    {
        foreach (var (face, place) in frame.Suspects)
        {
            _halfErased[face] = (file, place);
        }

        _toErase.AddRange(frame.HalfErased.Select(place => (file, place)));
        foreach (var (header, at) in frame.Operations)
        {
            try
            {
                Apply(file, header, at, frame.Bytes.Slice(at, (int)header.Bytes));
            }
            catch (Exception fault) when (
                fault is InvalidDataException or OverflowException or ArgumentException or IndexOutOfRangeException)
            {
                throw UnusableIndexException.At(file.Name, frame.At + at, $"an operation cannot be read ({fault.Message.TrimEnd('.')})");
            }
        }

        file.Advance(frame.Header);
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
                throw UnusableIndexException.At(
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
