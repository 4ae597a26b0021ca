using System.Numerics.Tensors;
using Analytics.Match.Index.Embedded.Kernels;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

public sealed class KernelSpec
{
    private static readonly Gen<int> Lengths = Gen.Int[1, 1024];

    [Fact]
    public void A_fast_Hadamard_transform_is_the_plain_one() =>
        Gen.Select(Gen.Int[0, 10], Gen.Int).Sample((power, seed) =>
        {
            var (fast, plain) = (Vector(1 << power, seed), Vector(1 << power, seed));

            Rotation.Hadamard(fast);
            Rotation.HadamardScalar(plain);

            Assert.True(TensorPrimitives.Distance<float>(fast, plain) <= 1e-4f * TensorPrimitives.Norm<float>(plain));
        });

    [Fact]
    public void A_rotation_keeps_every_angle() => Gen.Select(Lengths, Gen.Int).Sample((length, seed) =>
    {
        var rotation = new Rotation(length);
        var (a, b) = (Vector(length, seed), Vector(length, seed + 1));
        var dot = TensorPrimitives.Dot<float>(a, b);

        rotation.Apply(a);
        rotation.Apply(b);

        Assert.Equal(dot, TensorPrimitives.Dot<float>(a, b), 2e-4f * length);
    });

    [Fact]
    public void A_rotation_spreads_what_lies_in_one_component()
    {
        foreach (var length in (int[])[128, 192, 256, 512, 1000])
        {
            var vector = new float[length];
            vector[length / 3] = 1;

            new Rotation(length).Apply(vector);

            Assert.True(
                TensorPrimitives.MaxMagnitude<float>(vector) is var most && MathF.Abs(most) < 6 / MathF.Sqrt(length), $"{length}: {most}");
        }
    }

    [Fact]
    public void A_code_is_each_component_in_steps() => Gen.Select(Lengths, Gen.Int).Sample((length, seed) =>
    {
        var vector = Vector(length, seed);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        var code = new byte[FaceCode.Stride(length)];

        FaceCode.Encode(vector, code);

        var step = FaceCode.Step(length);
        for (var i = 0; i < length; i++)
        {
            var expected = Math.Clamp(vector[i] / step, -127, 127);
            Assert.Equal(expected, code[i] - FaceCode.Zero, 0.501f);
        }

        Assert.All(code[length..], value => Assert.Equal(FaceCode.Zero, value));
    });

    [Fact]
    public unsafe void Sign_scores_are_those_of_the_definition_on_every_kind_of_vector() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 16], Gen.Int).Sample((blocks, eights, seed) =>
        {
            var random = new Random(seed);
            var signBytes = 8 * eights;
            var planes = new byte[blocks * signBytes * FaceCode.BlockRows];
            var tables = new byte[2 * signBytes * SignScan.TableSize];
            random.NextBytes(planes);
            for (var i = 0; i < tables.Length; i++)
            {
                tables[i] = (byte)random.Next(SignScan.MaxEntry + 1);
            }

            var (plain, wide, narrow) = (new ushort[blocks * 64], new ushort[blocks * 64], new ushort[blocks * 64]);
            fixed (byte* p = planes, t = tables)
            fixed (ushort* a = plain, b = wide, c = narrow)
            {
                SignScan.ScanScalar(p, blocks, signBytes, t, a);
                SignScan.Scan(p, blocks, signBytes, t, b);
                SignScan.Scan128(p, blocks, signBytes, t, c);
            }

            Assert.Equal(plain, wide);
            Assert.Equal(plain, narrow);
        });

    [Fact]
    public void Sign_bits_lie_where_the_layout_says() => Gen.Select(Gen.Int[1, 16], Gen.Int[0, 63], Gen.Int).Sample((units, row, seed) =>
    {
        var code = new byte[64 * units];
        new Random(seed).NextBytes(code);
        var block = new byte[FaceCode.BlockRows * code.Length / 8];

        FaceCode.WriteSigns(code, block, row);

        for (var i = 0; i < code.Length; i++)
        {
            Assert.Equal(code[i] >= FaceCode.Zero, (block[i / 8 * FaceCode.BlockRows + row] >> (i % 8) & 1) == 1);
        }
    });

    [Fact]
    public unsafe void Dot_products_of_codes_are_exact_on_every_kind_of_vector() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 16], Gen.Int).Sample((rows, units, seed) =>
        {
            var random = new Random(seed);
            var stride = 64 * units;
            var codes = new byte[rows * stride];
            var probe = new sbyte[stride];
            random.NextBytes(codes);
            for (var i = 0; i < stride; i++)
            {
                // The largest values come often: they are what would not fit.
                probe[i] = (sbyte)(random.Next(3) == 0 ? CodeScan.MaxProbe : random.Next(-CodeScan.MaxProbe, CodeScan.MaxProbe + 1));
                codes[i] = random.Next(3) == 0 ? byte.MaxValue : codes[i];
            }

            var sums = new int[rows];
            fixed (byte* c = codes)
            fixed (sbyte* p = probe)
            fixed (int* s = sums)
            {
                CodeScan.Dots(c, rows, stride, p, s);
                for (var row = 0; row < rows; row++)
                {
                    var plain = CodeScan.DotScalar(c + row * stride, stride, p);
                    Assert.Equal(plain, sums[row]);
                    Assert.Equal(plain, CodeScan.DotVector(c + row * stride, stride, p));
                    Assert.Equal(plain, CodeScan.Dot(c + row * stride, stride, p));
                }
            }
        });

    private static float[] Vector(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
