using System.Collections.Concurrent;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>A frame that was read.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Header">Its header.</param>
internal sealed record Frame(long At, FrameHeader Header)
{
    /// <summary>Why it is no whole frame; none when it is.</summary>
    public string? Fault { get; init; }

    /// <summary>All of it, until the next but one is read.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Its operations, and where each begins in it.</summary>
    public List<(OperationHeader Header, int At)> Operations { get; } = [];

    /// <summary>Faces with a wrong checksum, and where they lie in the file.</summary>
    public ConcurrentBag<(FaceId Face, long Place)> Suspects { get; } = [];

    /// <summary>Where rows lie in the file whose erasure was begun.</summary>
    public ConcurrentBag<long> HalfErased { get; } = [];
}

/// <summary>Reads frames and checks them.</summary>
/// <param name="layout">Of their rows.</param>
internal sealed class FrameReader(RowLayout layout)
{
    /// <summary>The fault of a frame that ends too early.</summary>
    public const string NotWhole = "its last frame is not whole";

    private const int CheckedAtOnce = 512;

    // Two in turn: one frame is done while the next is read. Not of a pool, which would keep them for as long as the process lives.
    private byte[] _buffer = [];
    private byte[] _other = [];

    /// <summary>Reads a frame and checks all of it.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="sequence">The number that it must have.</param>
    /// <returns>None at the very end of the file; a fault when what follows is no whole frame.</returns>
    public Frame? Read(StoreFile file, long at, long sequence)
    {
        Span<byte> unit = stackalloc byte[StoreFormat.Unit];
        var read = file.TryRead(at, unit);
        if (read == 0)
        {
            return null;
        }

        if (read < unit.Length || !FrameHeader.TryRead(unit, out var header) || header.Sequence != sequence)
        {
            return new Frame(at, default) { Fault = "no frame begins here" };
        }

        var frame = new Frame(at, header);
        if (header.Bytes > file.Length - at)
        {
            return frame with { Fault = NotWhole };
        }

        if (header.Bytes > Array.MaxLength)
        {
            throw UnusableIndexException.At(file.Name, at, $"a frame of {header.Bytes} bytes is larger than can be read");
        }

        var bytes = NextBuffer((int)header.Bytes);
        file.Read(at, bytes.Span);
        frame = frame with { Bytes = bytes };
        return frame with { Fault = Check(frame) };
    }

    /// <summary>Whether a later operation of the same frame removes a face, or adds it again.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="face">The face.</param>
    /// <param name="place">Where its row lies in the file.</param>
    public static bool IsGoneLater(Frame frame, FaceId face, long place)
    {
        foreach (var (header, at) in frame.Operations.Where(operation => frame.At + operation.At > place))
        {
            var body = frame.Bytes.Span.Slice(at + StoreFormat.Unit, (int)header.Bytes - StoreFormat.Unit);
            if (header.Kind == OperationKind.Remove && Operation.Ids(body, header.Count).Contains(face))
            {
                return true;
            }

            for (var i = 0; header.Kind == OperationKind.Add && i < header.Count; i++)
            {
                if (FaceRow.FaceOf(body[(StoreFormat.Aligned(header.PayloadBytes) + i * header.RowBytes)..]) == face)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private string? Check(Frame frame)
    {
        var at = StoreFormat.Unit;
        for (var i = 0; i < frame.Header.Operations; i++)
        {
            if (frame.Bytes.Length - at < StoreFormat.Unit
                || !OperationHeader.TryRead(frame.Bytes.Span.Slice(at, StoreFormat.Unit), out var header)
                || header.Bytes > frame.Bytes.Length - at)
            {
                return "an operation's header is damaged";
            }

            if (Check(frame, header, at) is { } fault)
            {
                return fault;
            }

            frame.Operations.Add((header, at));
            at += (int)header.Bytes;
        }

        return null;
    }

    private string? Check(Frame frame, OperationHeader header, int at)
    {
        var bytes = frame.Bytes.Slice(at, (int)header.Bytes);
        if (StoreFormat.Checksum(bytes.Span.Slice(StoreFormat.Unit, header.PayloadBytes)) != header.PayloadChecksum)
        {
            return "an operation's payload is damaged";
        }

        if (header.Kind != OperationKind.Add)
        {
            return null;
        }

        if (header.RowBytes != layout.RowBytes)
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
                if (CheckRow(frame, bytes.Span.Slice(from, header.RowBytes), frame.At + at + from) is { } bad)
                {
                    Volatile.Write(ref fault, bad);
                }
            }
        });
        return fault;
    }

    private string? CheckRow(Frame frame, ReadOnlySpan<byte> row, long place)
    {
        if (!FaceRow.TryRead(row[..StoreFormat.Unit], out var read))
        {
            if (!FaceRow.IsErased(row))
            {
                return "a face is damaged";
            }

            if (!FaceRow.IsErasedToTheEnd(row))
            {
                frame.HalfErased.Add(place);
            }
        }
        else if (StoreFormat.Checksum(row.Slice(FaceRow.VectorAt, layout.VectorBytes)) != read.VectorChecksum)
        {
            // Damaged, or erased in part when the process ended: which of the two, its removal will show.
            frame.Suspects.Add((read.Face, place));
        }

        return null;
    }

    private Memory<byte> NextBuffer(int count)
    {
        (_buffer, _other) = (_other, _buffer);
        if (_buffer.Length < count)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(count);
        }

        return _buffer.AsMemory(0, count);
    }
}
