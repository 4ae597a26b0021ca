using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Match.Index.Embedded.Kernels;

/// <summary>
/// The first pass over an index: for each row the sum of a probe's components, each with the sign that the row has there. Four
/// components are looked up at once in a table of 16 sums, 64 rows at a time (the layout of André, Kermarrec and Le Scouarnec,
/// VLDB 2015; the estimate of Gao and Long, RaBitQ, SIGMOD 2024).
/// </summary>
internal static unsafe class SignScan
{
    /// <summary>Entries of the table for four components.</summary>
    public const int TableSize = 16;

    /// <summary>The largest entry: eight of them can be added in a byte.</summary>
    public const byte MaxEntry = 31;

    private const int Rows = FaceCode.BlockRows;
    private const int BytesPerStep = 4;

    /// <summary>Scores blocks of 64 rows. The kernel is chosen once, when the code is compiled for this machine.</summary>
    /// <param name="planes">The blocks, <paramref name="signBytes"/> × 64 bytes each.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="signBytes">Bytes of a row, a multiple of 8.</param>
    /// <param name="tables">Two tables for each byte of a row: first of its low, then of its high four bits.</param>
    /// <param name="scores">64 scores for each block, in the order of <see cref="RowAt"/>.</param>
    public static void Scan(byte* planes, int blocks, int signBytes, byte* tables, ushort* scores)
    {
        if (Avx512BW.IsSupported)
        {
            Scan512(planes, blocks, signBytes, tables, scores);
        }
        else
        {
            Scan128(planes, blocks, signBytes, tables, scores);
        }
    }

    /// <summary>The row of a block that the <paramref name="position"/>th score belongs to: the even ones come first.</summary>
    public static int RowAt(int position) => position < Rows / 2 ? 2 * position : 2 * (position - Rows / 2) + 1;

    /// <summary>The definition, one row after the other.</summary>
    internal static void ScanScalar(byte* planes, int blocks, int signBytes, byte* tables, ushort* scores)
    {
        for (var block = 0; block < blocks; block++)
        {
            for (var position = 0; position < Rows; position++)
            {
                var sum = 0;
                for (var p = 0; p < signBytes; p++)
                {
                    var bits = planes[(block * signBytes + p) * Rows + RowAt(position)];
                    sum += tables[2 * p * TableSize + (bits & 15)] + tables[(2 * p + 1) * TableSize + (bits >> 4)];
                }

                scores[block * Rows + position] = (ushort)sum;
            }
        }
    }

    internal static void Scan512(byte* planes, int blocks, int signBytes, byte* tables, ushort* scores)
    {
        var nibble = Vector512.Create((byte)15);
        for (var block = 0; block < blocks; block++, planes += signBytes * Rows, scores += Rows)
        {
            var (even, odd) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero);
            for (var p = 0; p < signBytes; p += BytesPerStep)
            {
                var sum = Sum512(planes + p * Rows, tables + 2 * p * TableSize, nibble)
                    + Sum512(planes + (p + 1) * Rows, tables + 2 * (p + 1) * TableSize, nibble)
                    + Sum512(planes + (p + 2) * Rows, tables + 2 * (p + 2) * TableSize, nibble)
                    + Sum512(planes + (p + 3) * Rows, tables + 2 * (p + 3) * TableSize, nibble);
                even += sum.AsUInt16() & Vector512.Create((ushort)0xFF);
                odd += sum.AsUInt16() >>> 8;
            }

            even.Store(scores);
            odd.Store(scores + Rows / 2);
        }
    }

    internal static void Scan128(byte* planes, int blocks, int signBytes, byte* tables, ushort* scores)
    {
        const int Lanes = 16;
        for (var block = 0; block < blocks; block++, planes += signBytes * Rows, scores += Rows)
        {
            for (var lane = 0; lane < Rows; lane += Lanes)
            {
                var (even, odd) = (Vector128<ushort>.Zero, Vector128<ushort>.Zero);
                for (var p = 0; p < signBytes; p += BytesPerStep)
                {
                    var sum = Vector128<byte>.Zero;
                    for (var q = p; q < p + BytesPerStep; q++)
                    {
                        var bits = Vector128.Load(planes + q * Rows + lane);
                        var table = tables + 2 * q * TableSize;
                        sum += Vector128.Shuffle(Vector128.Load(table), bits & Vector128.Create((byte)15))
                            + Vector128.Shuffle(Vector128.Load(table + TableSize), bits >>> 4);
                    }

                    even += sum.AsUInt16() & Vector128.Create((ushort)0xFF);
                    odd += sum.AsUInt16() >>> 8;
                }

                even.Store(scores + lane / 2);
                odd.Store(scores + (Rows + lane) / 2);
            }
        }
    }

    private static Vector512<byte> Sum512(byte* bytes, byte* table, Vector512<byte> nibble)
    {
        var bits = Vector512.Load(bytes);
        var low = Avx512BW.Shuffle(Broadcast(table), bits & nibble);
        var high = Avx512BW.Shuffle(Broadcast(table + TableSize), (bits.AsUInt16() >>> 4).AsByte() & nibble);
        return low + high;
    }

    private static Vector512<byte> Broadcast(byte* table) => Avx512F.BroadcastVector128ToVector512((float*)table).AsByte();
}
