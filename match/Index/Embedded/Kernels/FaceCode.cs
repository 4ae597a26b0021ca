using System.Runtime.Intrinsics;

namespace Analytics.Match.Index.Embedded.Kernels;

/// <summary>
/// How a rotated template is written in memory: one byte a component (128 is zero), rows padded to 64 with zeros, and one sign bit a
/// component. The sign bits of 64 rows make a block, byte by byte: byte <c>p</c> of row <c>r</c> lies at <c>64·p + r</c>, so that one
/// vector holds the same eight components of 64 rows.
/// </summary>
internal static class FaceCode
{
    /// <summary>Rows of a block of sign bits.</summary>
    public const int BlockRows = 64;

    /// <summary>The byte that means zero.</summary>
    public const byte Zero = 128;

    // Components of a random unit vector of length n are near normal with deviation 1/√n; beyond this many of it codes are cut.
    private const float Range = 4.5f;
    private const int Steps = 127;

    /// <summary>Bytes of a row's code: the length, padded to 64.</summary>
    public static int Stride(int length) => (length + 63) / 64 * 64;

    /// <summary>Bytes of a row's sign bits.</summary>
    public static int SignBytes(int length) => Stride(length) / 8;

    /// <summary>The difference in a component that is one step of its code.</summary>
    public static float Step(int length) => Range / MathF.Sqrt(length) / Steps;

    /// <summary>Writes the code of a rotated template.</summary>
    /// <param name="rotated">The template, rotated.</param>
    /// <param name="code"><see cref="Stride"/> bytes.</param>
    public static void Encode(ReadOnlySpan<float> rotated, Span<byte> code)
    {
        var scale = 1 / Step(rotated.Length);
        var i = 0;
        for (; i <= rotated.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            var low = Vector512.Narrow(Quantise(rotated[i..], scale), Quantise(rotated[(i + 16)..], scale));
            var high = Vector512.Narrow(Quantise(rotated[(i + 32)..], scale), Quantise(rotated[(i + 48)..], scale));
            Vector512.Narrow(low.AsUInt16(), high.AsUInt16()).CopyTo(code[i..]);
        }

        for (; i < rotated.Length; i++)
        {
            code[i] = (byte)(Math.Clamp(rotated[i] * scale, -Steps, Steps) + Zero + 0.5f);
        }

        code[rotated.Length..].Fill(Zero);
    }

    /// <summary>Writes the sign bits of a code to its row of a block; a bit is set where the component is not negative.</summary>
    /// <param name="code">A multiple of 64 bytes.</param>
    /// <param name="block">The block, 64 rows.</param>
    /// <param name="row">0 to 63.</param>
    public static void WriteSigns(ReadOnlySpan<byte> code, Span<byte> block, int row)
    {
        for (var i = 0; i < code.Length; i += Vector512<byte>.Count)
        {
            var bits = Vector512.Create(code[i..]).ExtractMostSignificantBits();
            for (var p = 0; p < sizeof(ulong); p++)
            {
                block[(i / 8 + p) * BlockRows + row] = (byte)(bits >> (8 * p));
            }
        }
    }

    private static Vector512<int> Quantise(ReadOnlySpan<float> values, float scale)
    {
        var scaled = Vector512.Create(values) * scale;
        var cut = Vector512.Min(Vector512.Max(scaled, Vector512.Create((float)-Steps)), Vector512.Create((float)Steps));
        return Vector512.ConvertToInt32(cut + Vector512.Create(Zero + 0.5f));
    }
}
