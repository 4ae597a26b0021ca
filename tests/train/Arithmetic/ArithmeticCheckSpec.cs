using System.ComponentModel;
using Analytics.Train.Arithmetic;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class ArithmeticCheckSpec
{
    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    public void This_machine_computes_right(string precision)
    {
        var compute = Compute.Of("cpu", precision);
        Assert.Null(ArithmeticCheck.Fault(new TorchArithmetic(compute), ArithmeticCheck.Tolerance(compute)));
    }

    [Fact]
    public void A_convolution_of_three_pixels_is_what_a_hand_computes()
    {
        // One row of three, padded: 1 2 3 by 10 20 30 (of a 3 × 3 kernel only the middle row meets the picture of 1 … 9).
        var problem = new Convolution(1, 3, new ConvShape(1, 1, 3));
        float[] picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        float[] kernel = [0, 0, 0, 10, 20, 30, 0, 0, 0];
        float[] pull = [0, 0, 0, 1, 0, 0, 0, 0, 0];

        var worked = new PlainArithmetic().Work(problem, picture, kernel, pull);

        Assert.Equal([80, 140, 80, 230, 320, 170, 380, 500, 260], worked.Answer);
        Assert.Equal([0, 0, 0, 20, 30, 0, 0, 0, 0], worked.LeftGradient);
        Assert.Equal([0, 1, 2, 0, 4, 5, 0, 7, 8], worked.RightGradient);
    }

    [Fact]
    public void Each_channel_of_a_depthwise_convolution_is_filtered_by_its_own_kernel_with_the_stride()
    {
        var problem = new Convolution(1, 2, ConvShape.Depthwise(2, 1, stride: 2));
        var worked = new PlainArithmetic().Work(problem, [1, 2, 3, 4, 5, 6, 7, 8], [10, 100], [1, 2]);
        Assert.Equal([10, 500], worked.Answer);
        Assert.Equal([10, 0, 0, 0, 200, 0, 0, 0], worked.LeftGradient);
        Assert.Equal([1, 10], worked.RightGradient);
    }

    [Fact]
    public void A_product_is_what_a_hand_computes()
    {
        var worked = new PlainArithmetic().Work(new Product(1, 2, 2), [1, 2], [3, 4, 5, 6], [1, 10]);
        Assert.Equal([13, 16], worked.Answer);
        Assert.Equal([43, 65], worked.LeftGradient);
        Assert.Equal([1, 10, 2, 20], worked.RightGradient);
    }

    [Theory]
    [InlineData(0, "the answer")]
    [InlineData(1, "the gradient of the input")]
    [InlineData(2, "the gradient of the weights")]
    public void One_wrong_value_is_found_wherever_it_is(int part, string named)
    {
        foreach (var wrong in (float[])[0.75f, float.NaN, float.PositiveInfinity])
        {
            foreach (var problem in ArithmeticCheck.Problems)
            {
                var fault = ArithmeticCheck.Fault(new Faulty(part, wrong), 1e-5f, [problem]);
                Assert.Contains($"{problem}: {named} holds", fault, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void What_cannot_be_computed_is_a_fault() => Assert.Contains(
        "cannot be computed (no primitive)", ArithmeticCheck.Fault(new Refusing(), 1e-5f), StringComparison.Ordinal);

    [Fact]
    public void What_only_rounds_is_right() => Assert.Null(
        ArithmeticCheck.Fault(new Rounding(), ArithmeticCheck.Tolerance(new Compute(CPU, ScalarType.BFloat16))));

    // Right, but for the last value of one part.
    private sealed class Faulty(int part, float error) : IArithmetic
    {
        public Worked Work(Problem problem, float[] left, float[] right, float[] pull)
        {
            var worked = new PlainArithmetic().Work(problem, left, right, pull);
            var values = part switch { 0 => worked.Answer, 1 => worked.LeftGradient, _ => worked.RightGradient };
            values[^1] += error;
            return worked;
        }
    }

    private sealed class Refusing : IArithmetic
    {
        public Worked Work(Problem problem, float[] left, float[] right, float[] pull) =>
            throw new Win32Exception(1, "no primitive\nat some place");
    }

    // Eight bits are left of each value.
    private sealed class Rounding : IArithmetic
    {
        public Worked Work(Problem problem, float[] left, float[] right, float[] pull)
        {
            var worked = new PlainArithmetic().Work(problem, left, right, pull);
            static float[] Short(float[] values) =>
                Array.ConvertAll(
                    values, value => BitConverter.Int32BitsToSingle((int)((BitConverter.SingleToInt32Bits(value) + 0x8000L) & 0xFFFF0000)));
            return new Worked(Short(worked.Answer), Short(worked.LeftGradient), Short(worked.RightGradient));
        }
    }
}
