using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Match.Index.Embedded.Kernels;

/// <summary>
/// A fixed random rotation of vectors: rounds of random signs and a Hadamard transform (Ailon and Chazelle, SIAM J. Comput. 39, 2009).
/// Angles stay; what the model put into few components is spread over all, so that signs and small codes of any model's templates
/// err alike, and by a known amount: three rounds do (Andoni et al., NIPS 2015). Lengths that are no power of two are covered by
/// transforms of their head and tail in turn, one round more.
/// </summary>
internal sealed class Rotation
{
    // Part of no file format: codes are derived again at each start.
    private const ulong Seed = 0x9E3779B97F4A7C15;

    private readonly int _rounds;
    private readonly int _power;
    private readonly float[] _signs;

    /// <summary>For vectors of <paramref name="length"/> components.</summary>
    public Rotation(int length)
    {
        Length = length;
        _power = 1 << BitOperations.Log2((uint)length);
        _rounds = _power == length ? 3 : 4;
        _signs = new float[_rounds * length];
        var state = Seed;
        var scale = 1f / MathF.Sqrt(_power);
        for (var round = 0; round < _rounds; round++)
        {
            for (var i = 0; i < length; i++)
            {
                var sign = (Next(ref state) & 1) == 0 ? 1f : -1f;
                _signs[round * length + i] = i >= Start(round) && i < Start(round) + _power ? sign * scale : sign;
            }
        }
    }

    /// <summary>The number of components.</summary>
    public int Length { get; }

    /// <summary>Rotates in place; the norm stays.</summary>
    public void Apply(Span<float> vector)
    {
        for (var round = 0; round < _rounds; round++)
        {
            TensorPrimitives.Multiply(vector, _signs.AsSpan(round * Length, Length), vector);
            Hadamard(vector.Slice(Start(round), _power));
        }
    }

    /// <summary>The Walsh–Hadamard transform in place, not scaled; the length is a power of two.</summary>
    internal static void Hadamard(Span<float> values)
    {
        if (Vector512.IsHardwareAccelerated && values.Length >= Vector512<float>.Count)
        {
            HadamardWithin(MemoryMarshal.Cast<float, Vector512<float>>(values));
            HadamardAcross(MemoryMarshal.Cast<float, Vector512<float>>(values));
        }
        else
        {
            for (var half = 1; half < values.Length; half *= 2)
            {
                for (var start = 0; start < values.Length; start += 2 * half)
                {
                    Butterfly(values.Slice(start, half), values.Slice(start + half, half));
                }
            }
        }
    }

    /// <summary>The definition, one pair after the other.</summary>
    internal static void HadamardScalar(Span<float> values)
    {
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if ((i & half) == 0)
                {
                    (values[i], values[i + half]) = (values[i] + values[i + half], values[i] - values[i + half]);
                }
            }
        }
    }

    private static void Butterfly(Span<float> left, Span<float> right)
    {
        var i = 0;
        for (; i <= left.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (a, b) = (new Vector<float>(left[i..]), new Vector<float>(right[i..]));
            (a + b).CopyTo(left[i..]);
            (a - b).CopyTo(right[i..]);
        }

        for (; i < left.Length; i++)
        {
            (left[i], right[i]) = (left[i] + right[i], left[i] - right[i]);
        }
    }

    private int Start(int round) => round % 2 == 0 ? 0 : Length - _power;

    // Pairs 1, 2, 4 and 8 apart lie in one vector: swap the partners, subtract where the partner comes first.
    private static void HadamardWithin(Span<Vector512<float>> vectors)
    {
        foreach (ref var vector in vectors)
        {
            var v = vector;
            v = v * Vector512.Create(1f, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1)
                + Vector512.Shuffle(v, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
            v = v * Vector512.Create(1f, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1)
                + Vector512.Shuffle(v, Vector512.Create(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
            v = v * Vector512.Create(1f, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1)
                + Vector512.Shuffle(v, Vector512.Create(4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
            vector = v * Vector512.Create(1f, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1)
                + Vector512.Shuffle(v, Vector512.Create(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
        }
    }

    // Two steps at once while there are two: half the way through memory.
    private static void HadamardAcross(Span<Vector512<float>> vectors)
    {
        var half = 1;
        for (; 2 * half < vectors.Length; half *= 4)
        {
            for (var start = 0; start < vectors.Length; start += 4 * half)
            {
                var first = vectors.Slice(start, half);
                var second = vectors.Slice(start + half, half);
                var third = vectors.Slice(start + 2 * half, half);
                var fourth = vectors.Slice(start + 3 * half, half);
                for (var i = 0; i < first.Length; i++)
                {
                    var (a, b) = (first[i] + second[i], first[i] - second[i]);
                    var (c, d) = (third[i] + fourth[i], third[i] - fourth[i]);
                    (first[i], second[i], third[i], fourth[i]) = (a + c, b + d, a - c, b - d);
                }
            }
        }

        for (var i = 0; half < vectors.Length && i < half; i++)
        {
            (vectors[i], vectors[i + half]) = (vectors[i] + vectors[i + half], vectors[i] - vectors[i + half]);
        }
    }

    // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
