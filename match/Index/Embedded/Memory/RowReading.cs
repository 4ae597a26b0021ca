using System.Buffers;
using System.Text;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>Reads what memory does not hold of a row.</summary>
internal static class RowReading
{
    /// <summary>Reads the fixed part of a row from disk; none when it is not seen any more.</summary>
    /// <exception cref="UnusableIndexException">It is not as it was written.</exception>
    public static FaceRow? TryRead(Chunk chunk, int row)
    {
        Span<byte> unit = stackalloc byte[StoreFormat.Unit];
        chunk.File.Read(chunk.Place(row), unit);
        var isRow = FaceRow.TryRead(unit, out var read);
        return IsGone(chunk, row, isRow) ? null : read;
    }

    /// <summary>
    /// Whether a row is not seen any more: it was removed meanwhile and perhaps overwritten, here or in the process whose copy this is.
    /// </summary>
    /// <param name="chunk">The row's chunk.</param>
    /// <param name="row">The row.</param>
    /// <param name="isWhole">Whether what was read of it is as it was written.</param>
    /// <exception cref="UnusableIndexException">It should be seen, and is not as it was written.</exception>
    public static bool IsGone(Chunk chunk, int row, bool isWhole)
    {
        if (!chunk.IsAlive(row))
        {
            return true;
        }

        if (isWhole)
        {
            return false;
        }

        // An erasure that is under way begins with its mark.
        Span<byte> unit = stackalloc byte[StoreFormat.Unit];
        chunk.File.Read(chunk.Place(row), unit);
        return chunk.File.IsErasedElsewhere && FaceRow.IsErased(unit)
            ? true : throw UnusableIndexException.At(chunk.File.Name, chunk.Place(row), "a face's checksum is wrong");
    }

    /// <summary>The person of a row that was read; none for nobody.</summary>
    public static PersonId? PersonOf(Chunk chunk, int number, in FaceRow row)
    {
        if (row.NameBytes == 0)
        {
            return null;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(row.NameBytes);
        chunk.File.Read(chunk.Place(number) - row.Back + StoreFormat.Unit + row.NameAt, bytes.AsSpan(0, row.NameBytes));
        var person = new PersonId(Encoding.UTF8.GetString(bytes, 0, row.NameBytes));
        ArrayPool<byte>.Shared.Return(bytes);
        return person;
    }

    /// <summary>See <see cref="Chunk.Tag"/>.</summary>
    public static ushort TagOf(UInt128 person) => person == 0 ? (ushort)0 : (ushort)(1 + (ulong)person % ushort.MaxValue);
}
