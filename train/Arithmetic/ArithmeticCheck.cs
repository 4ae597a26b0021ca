using System.Globalization;
using System.Runtime.InteropServices;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using TorchSharp;

namespace Analytics.Train.Arithmetic;

/// <summary>
/// Compares an arithmetic with plain loops, forward and backward, on problems such as networks of faces are made of. There are processors
/// on which a library computes wrongly without a word.
/// </summary>
internal static class ArithmeticCheck
{
    // All values are whole sixteenths from −1 to 1: brain floats hold them exactly, and 32 bits all sums of their products. So float32 has
    // nothing to round, and bfloat16 the answer alone, to 8 bits.
    private const int Parts = 16;
    private const float ExactTolerance = 1e-5f;
    private const float RoundedTolerance = 0.01f;

    /// <summary>
    /// The problems: kernels, strides, groups and odd numbers of channels as the networks have them, many pictures and few.
    /// </summary>
    public static IReadOnlyList<Problem> Problems { get; } =
    [
        new Convolution(4, 32, new ConvShape(3, 16, 3, Stride: 2)),
        new Convolution(4, 24, new ConvShape(16, 64, 1)),
        new Convolution(4, 28, ConvShape.Depthwise(64, 3)),
        new Convolution(4, 28, ConvShape.Depthwise(64, 3, stride: 2)),
        new Convolution(8, 12, new ConvShape(8, 24, 3)),
        new Convolution(2, 14, new ConvShape(32, 48, 3, Stride: 2)),
        new Convolution(8, 10, new ConvShape(64, 1, 1)),
        new Convolution(8, 10, new ConvShape(64, 10, 1)),
        new Convolution(8, 10, ConvShape.Depthwise(10, 3)),
        new Convolution(4, 8, ConvShape.Depthwise(128, 8) with { Padding = 0 }),
        new Convolution(4, 64, ConvShape.Depthwise(16, 3)),
        new Convolution(48, 12, new ConvShape(8, 16, 3, Stride: 2)),
        new Convolution(48, 12, new ConvShape(8, 16, 1, Stride: 2)),
        new Convolution(48, 8, new ConvShape(8, 8, 3)),
        new Convolution(4, 32, new ConvShape(3, 64, 3, Stride: 2)),
        new Convolution(4, 12, new ConvShape(64, 96, 1)),
        new Convolution(4, 4, new ConvShape(128, 256, 1)),
        new Convolution(8, 1, new ConvShape(512, 128, 1)),
        new Convolution(8, 1, new ConvShape(64, 8, 1)),
        new Convolution(8, 1, new ConvShape(8, 64, 1)),
        new Product(8, 512, 32),
        new Product(48, 32, 16),
        new Product(48, 32, 48),
    ];

    /// <summary>How far a value may be off, as a share of the greatest.</summary>
    public static float Tolerance(Compute compute) => compute.Precision == torch.ScalarType.Float32 ? ExactTolerance : RoundedTolerance;

    /// <summary>The first thing that is computed wrongly, in words; none where all is right.</summary>
    /// <param name="tested">What is tested.</param>
    /// <param name="tolerance">How far a value may be off, as a share of the greatest.</param>
    public static string? Fault(IArithmetic tested, float tolerance) => Fault(tested, tolerance, Problems);

    /// <summary>The same of some problems.</summary>
    internal static string? Fault(IArithmetic tested, float tolerance, IEnumerable<Problem> problems) =>
        problems.Select((problem, number) => Fault(tested, problem, new Random(number), tolerance))
            .FirstOrDefault(fault => fault is not null);

    private static string? Fault(IArithmetic tested, Problem problem, Random random, float tolerance)
    {
        var (left, right, pull) = (Values(problem.Left, random), Values(problem.Right, random), Values(problem.Answer, random));
        Worked found;
        try
        {
            found = tested.Work(problem, left, right, pull);
        }
        catch (ExternalException refused)
        {
            return $"{problem} cannot be computed ({refused.Message.Split('\n')[0]})";
        }

        var expected = new PlainArithmetic().Work(problem, left, right, pull);
        (string Part, float[] Expected, float[] Found)[] parts =
        [
            ("the answer", expected.Answer, found.Answer), ("the gradient of the input", expected.LeftGradient, found.LeftGradient),
            ("the gradient of the weights", expected.RightGradient, found.RightGradient),
        ];
        return parts.Select(
            part => Difference(part.Expected, part.Found, tolerance) is { } fault ? $"{problem}: {part.Part} holds {fault}" : null)
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? Difference(float[] expected, float[] found, float tolerance)
    {
        var allowed = tolerance * expected.Max(MathF.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            // Not a number is not within any tolerance.
            if (!(MathF.Abs(expected[i] - found[i]) <= allowed))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{found[i]:G6} where {expected[i]:G6} is right");
            }
        }

        return null;
    }

    private static float[] Values(long[] sides, Random random)
    {
        var values = new float[sides.Aggregate(1L, (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.Next(-Parts, Parts + 1) / (float)Parts;
        }

        return values;
    }
}
