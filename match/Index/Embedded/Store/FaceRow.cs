using System.Buffers.Binary;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// One face on disk: 64 bytes of who and when, then the template in half or single precision, padded to a multiple of 64. A face that
/// was removed is overwritten by a mark and zeros at once, wherever it lies.
/// </summary>
internal readonly record struct FaceRow
{
    /// <summary>Where the template begins.</summary>
    public const int VectorAt = StoreFormat.Unit;

    private const long Never = long.MinValue;
    private const ushort NoCamera = ushort.MaxValue;

    private static ReadOnlySpan<byte> ErasedMark => "This face was erased."u8;

    public FaceId Face { get; init; }

    /// <summary>128 bits that distinguish people; zero for nobody. XXH128 of the id in UTF-8.</summary>
    public UInt128 Person { get; init; }

    /// <summary>Where the person's id lies in the operation's payload.</summary>
    public int NameAt { get; init; }

    public ushort NameBytes { get; init; }

    /// <summary>The set of watchlists, counted within the operation.</summary>
    public ushort Lists { get; init; }

    /// <summary>The camera, counted within the operation; none for a photo.</summary>
    public ushort? Camera { get; init; }

    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Bytes from the operation's header to this row.</summary>
    public long Back { get; init; }

    /// <summary>Of the template's bytes.</summary>
    public uint VectorChecksum { get; init; }

    public static UInt128 HashOf(PersonId person) => FaceContents.HashOf(person);

    /// <summary>Writes the fixed part of a row; the template behind it stays.</summary>
    public void Write(Span<byte> row)
    {
        var unit = row[..StoreFormat.Unit];
        unit.Clear();
        Face.Value.TryWriteBytes(unit);
        BinaryPrimitives.WriteUInt128LittleEndian(unit[16..], Person);
        BinaryPrimitives.WriteInt64LittleEndian(unit[32..], SeenAt?.UtcTicks ?? Never);
        BinaryPrimitives.WriteInt32LittleEndian(unit[40..], NameAt);
        BinaryPrimitives.WriteUInt16LittleEndian(unit[44..], NameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(unit[46..], Lists);
        BinaryPrimitives.WriteUInt16LittleEndian(unit[48..], Camera ?? NoCamera);
        BinaryPrimitives.WriteUInt32LittleEndian(unit[52..], (uint)(Back / StoreFormat.Unit));
        BinaryPrimitives.WriteUInt32LittleEndian(unit[56..], VectorChecksum);
        StoreFormat.Seal(unit);
    }

    /// <summary>False when the bytes are no row: erased, or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> unit, out FaceRow row)
    {
        row = default;
        if (!StoreFormat.IsSealed(unit))
        {
            return false;
        }

        var seenAt = BinaryPrimitives.ReadInt64LittleEndian(unit[32..]);
        var camera = BinaryPrimitives.ReadUInt16LittleEndian(unit[48..]);
        row = new FaceRow
        {
            Face = FaceOf(unit),
            Person = BinaryPrimitives.ReadUInt128LittleEndian(unit[16..]),
            SeenAt = seenAt == Never ? null : new DateTimeOffset(seenAt, TimeSpan.Zero),
            NameAt = BinaryPrimitives.ReadInt32LittleEndian(unit[40..]),
            NameBytes = BinaryPrimitives.ReadUInt16LittleEndian(unit[44..]),
            Lists = BinaryPrimitives.ReadUInt16LittleEndian(unit[46..]),
            Camera = camera == NoCamera ? null : camera,
            Back = BinaryPrimitives.ReadUInt32LittleEndian(unit[52..]) * (long)StoreFormat.Unit,
            VectorChecksum = BinaryPrimitives.ReadUInt32LittleEndian(unit[56..]),
        };
        return true;
    }

    /// <summary>The face of a row that was written.</summary>
    public static FaceId FaceOf(ReadOnlySpan<byte> row) => new(new Guid(row[..16]));

    /// <summary>Whether a row was erased.</summary>
    public static bool IsErased(ReadOnlySpan<byte> row) => row.StartsWith(ErasedMark);

    /// <summary>Whether nothing of the template is left in an erased row.</summary>
    public static bool IsErasedToTheEnd(ReadOnlySpan<byte> row) => row[ErasedMark.Length..].IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Overwrites a row.</summary>
    public static void Erase(Span<byte> row)
    {
        row.Clear();
        ErasedMark.CopyTo(row);
    }
}
