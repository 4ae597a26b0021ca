using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Match.Index.Embedded.Kernels;

/// <summary>
/// Dot products of codes (0 to 255, 128 is zero) with a probe's code (−63 to 63). Two products of that size fit into 16 bits without
/// saturation: 2 · 255 · 63 &lt; 2¹⁵, so the multiply-add of bytes is exact.
/// </summary>
internal static unsafe class CodeScan
{
    /// <summary>The largest component of a probe's code.</summary>
    public const int MaxProbe = 63;

    /// <summary>The sums <c>Σ code[i] · probe[i]</c> of consecutive rows.</summary>
    /// <param name="codes">The rows, <paramref name="stride"/> bytes each.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="stride">A multiple of 64.</param>
    /// <param name="probe">One row.</param>
    /// <param name="sums">One for each row.</param>
    public static void Dots(byte* codes, int rows, int stride, sbyte* probe, int* sums)
    {
        var row = 0;
        if (Avx512BW.IsSupported)
        {
            for (; row <= rows - 4; row += 4, codes += 4 * stride)
            {
                Dot4(codes, stride, probe, sums + row);
            }
        }

        for (; row < rows; row++, codes += stride)
        {
            sums[row] = Dot(codes, stride, probe);
        }
    }

    /// <summary>The sum of one row.</summary>
    public static int Dot(byte* code, int stride, sbyte* probe)
    {
        if (Avx512BW.IsSupported)
        {
            var sum = Vector512<int>.Zero;
            for (var i = 0; i < stride; i += Vector512<byte>.Count)
            {
                sum += Products(code + i, Vector512.Load(probe + i));
            }

            return Vector512.Sum(sum);
        }

        return DotVector(code, stride, probe);
    }

    /// <summary>The definition, one component after the other.</summary>
    internal static int DotScalar(byte* code, int stride, sbyte* probe)
    {
        var sum = 0;
        for (var i = 0; i < stride; i++)
        {
            sum += code[i] * probe[i];
        }

        return sum;
    }

    /// <summary>With vectors of whatever size the machine has.</summary>
    internal static int DotVector(byte* code, int stride, sbyte* probe)
    {
        var sum = Vector<int>.Zero;
        for (var i = 0; i < stride; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.Load(code + i), out var codeLow, out var codeHigh);
            Vector.Widen(Vector.Load(probe + i), out var probeLow, out var probeHigh);
            // 255 · 63 fits into 16 bits, a sum of two does not need to.
            Vector.Widen(codeLow.As<ushort, short>() * probeLow, out var a, out var b);
            Vector.Widen(codeHigh.As<ushort, short>() * probeHigh, out var c, out var d);
            sum += a + b + c + d;
        }

        return Vector.Sum(sum);
    }

    private static void Dot4(byte* codes, int stride, sbyte* probe, int* sums)
    {
        var (a, b, c, d) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        for (var i = 0; i < stride; i += Vector512<byte>.Count)
        {
            var q = Vector512.Load(probe + i);
            a += Products(codes + i, q);
            b += Products(codes + stride + i, q);
            c += Products(codes + 2 * stride + i, q);
            d += Products(codes + 3 * stride + i, q);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector512.Sum(a), Vector512.Sum(b), Vector512.Sum(c), Vector512.Sum(d));
    }

    private static Vector512<int> Products(byte* code, Vector512<sbyte> probe) => Avx512BW.MultiplyAddAdjacent(
        Avx512BW.MultiplyAddAdjacent(Vector512.Load(code), probe), Vector512<short>.One);
}
