using System.Buffers.Binary;
using System.IO.Hashing;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// The format of a store file: a head, then frames. A frame is what one flush made durable: a header and operations. An operation is a
/// header, a payload, and (when it adds faces) rows of equal size. Everything starts at a multiple of 64 bytes; numbers are
/// little-endian; checksums are CRC-32.
/// </summary>
internal static class StoreFormat
{
    /// <summary>All headers and the fixed part of a row have this size, and everything is aligned to it.</summary>
    public const int Unit = 64;

    /// <summary>Bytes of the head of a file.</summary>
    public const int HeadBytes = 4096;

    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>The most bytes of one operation's payload that are written.</summary>
    public const int MostPayload = 64 << 20;

    /// <summary>The most bytes of the rows of one operation that are written: a frame is read back into one array.</summary>
    public const int MostRowBytes = 1 << 30;

    /// <summary>The most faces that one operation removes or relists; more take several.</summary>
    public const int MostIds = 1 << 20;

    private const int ChecksumAt = Unit - sizeof(uint);

    /// <summary>Up to the next multiple of 64.</summary>
    public static int Aligned(int bytes) => (bytes + Unit - 1) / Unit * Unit;

    /// <summary>CRC-32 of IEEE 802.3.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) => Crc32.HashToUInt32(bytes);

    /// <summary>Writes the checksum of a header into its last four bytes.</summary>
    public static void Seal(Span<byte> header) =>
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Checksum(header[..ChecksumAt]));

    /// <summary>Whether a header is as it was written.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) == Checksum(header[..ChecksumAt]);
}

/// <summary>What an operation does.</summary>
internal enum OperationKind
{
    /// <summary>Adds faces: payload <see cref="NameHeap"/>, and rows.</summary>
    Add = 1,

    /// <summary>Removes faces: the payload is their ids.</summary>
    Remove = 2,

    /// <summary>Puts faces onto other watchlists: the payload is the lists, then the ids.</summary>
    Relist = 3,

    /// <summary>The last operation of a file: nothing comes after it.</summary>
    Seal = 4,
}

/// <summary>The header of a frame.</summary>
/// <param name="Sequence">Grows by one from frame to frame of a file, from 1.</param>
/// <param name="Operations">How many follow.</param>
/// <param name="Bytes">Of the frame, with this header.</param>
internal readonly record struct FrameHeader(long Sequence, int Operations, long Bytes)
{
    private const uint Magic = 0x4D415246; // FRAM

    public void Write(Span<byte> unit)
    {
        unit.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(unit, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(unit[4..], Operations);
        BinaryPrimitives.WriteInt64LittleEndian(unit[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(unit[16..], Bytes);
        StoreFormat.Seal(unit);
    }

    public static bool TryRead(ReadOnlySpan<byte> unit, out FrameHeader header)
    {
        header = new(
            BinaryPrimitives.ReadInt64LittleEndian(unit[8..]), BinaryPrimitives.ReadInt32LittleEndian(unit[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(unit[16..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(unit) == Magic && StoreFormat.IsSealed(unit);
    }
}

/// <summary>The header of an operation.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Count">To how many faces.</param>
/// <param name="PayloadBytes">Without padding.</param>
/// <param name="PayloadChecksum">The checksum of these bytes.</param>
/// <param name="RowBytes">Of one row; 0 without rows.</param>
internal readonly record struct OperationHeader(OperationKind Kind, int Count, int PayloadBytes, uint PayloadChecksum, int RowBytes)
{
    private const uint Magic = 0x5245504F; // OPER

    /// <summary>Of the operation, with this header.</summary>
    public long Bytes => StoreFormat.Unit + StoreFormat.Aligned(PayloadBytes) + (long)Count * RowBytes;

    public void Write(Span<byte> unit)
    {
        unit.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(unit, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(unit[4..], (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(unit[8..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(unit[12..], PayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(unit[16..], PayloadChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(unit[20..], RowBytes);
        StoreFormat.Seal(unit);
    }

    public static bool TryRead(ReadOnlySpan<byte> unit, out OperationHeader header)
    {
        header = new(
            (OperationKind)BinaryPrimitives.ReadInt32LittleEndian(unit[4..]), BinaryPrimitives.ReadInt32LittleEndian(unit[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(unit[12..]), BinaryPrimitives.ReadUInt32LittleEndian(unit[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(unit[20..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(unit) == Magic && StoreFormat.IsSealed(unit)
            && header is { Count: >= 0, PayloadBytes: >= 0, RowBytes: >= 0 };
    }
}
