using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using CsCheck;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class PictureTensorSpec
{
    private static readonly Gen<ModelInput> Inputs = Gen.Select(
        Gen.OneOfConst(ColourOrder.Bgr, ColourOrder.Rgb), Gen.Float[-200, 200].Array[3], Gen.Float[0.001f, 2].Array[3]).Select(NewInput);

    [Fact]
    public void The_planes_are_those_of_the_plain_formula() =>
        Gen.Select(Inputs, Gen.Int[1, 6], Gen.Int[1, 80], Gen.Int[0, 3], Gen.Int[0, 40], Gen.Int).Sample(drawn =>
        {
            var (input, rows, columns, below, beside, seed) = drawn;
            // Cut out of a larger picture, so that its lines do not follow each other in memory.
            using var whole = Noise(rows + 2, columns + 5, seed);
            using var picture = new Mat(whole, new Rect(3, 1, columns, rows));
            var (height, width) = (rows + below, columns + beside);
            var planes = new float[3 * height * width];
            Array.Fill(planes, float.NaN);

            PictureTensor.Write(picture, input, planes, height, width);

            Assert.Equal(Plain(picture, input, height, width), planes);
        });

    [Fact]
    public void Scale_and_mean_follow_the_order_of_the_model()
    {
        using var picture = new Mat(1, 1, MatType.CV_8UC3, new Scalar(10, 20, 30)); // blue, green, red
        var planes = new float[3];

        PictureTensor.Write(picture, NewInput(ColourOrder.Rgb, [1, 2, 3], [1, 10, 100]), planes, 1, 1);
        Assert.Equal([29, 180, 700], planes);

        PictureTensor.Write(picture, NewInput(ColourOrder.Bgr, [1, 2, 3], [1, 10, 100]), planes, 1, 1);
        Assert.Equal([9, 180, 2700], planes);
    }

    [Theory]
    [InlineData(33, 32, 3 * 32 * 32)]
    [InlineData(32, 33, 3 * 32 * 32)]
    [InlineData(32, 32, 3 * 32 * 32 - 1)]
    public void A_picture_or_planes_of_a_wrong_size_are_refused(int columns, int rows, int values)
    {
        using var picture = new Mat(rows, columns, MatType.CV_8UC3);

        var error = Assert.Throws<ArgumentException>(
            () => PictureTensor.Write(picture, NewInput(ColourOrder.Bgr, [0, 0, 0], [1, 1, 1]), new float[values], 32, 32));
        Assert.Contains($"{columns} × {rows}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_but_8_bit_BGR_is_refused()
    {
        foreach (var type in (MatType[])[MatType.CV_8UC1, MatType.CV_8UC4, MatType.CV_32FC3])
        {
            using var picture = new Mat(8, 8, type);
            Assert.Throws<ArgumentException>(
                () => PictureTensor.Write(picture, NewInput(ColourOrder.Bgr, [0, 0, 0], [1, 1, 1]), new float[192], 8, 8));
        }
    }

    private static ModelInput NewInput(ColourOrder colour, float[] mean, float[] scale) =>
        new() { Layout = TensorLayout.Nchw, MultipleOf = 1, Colour = colour, Mean = mean, Scale = scale };

    private static Mat Noise(int rows, int columns, int seed)
    {
        var values = new byte[rows * columns * 3];
        new Random(seed).NextBytes(values);
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_8UC3, values);
        return picture.Clone();
    }

    private static float[] Plain(Mat picture, ModelInput input, int height, int width)
    {
        var planes = new float[3 * height * width];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var pixel = y < picture.Rows && x < picture.Cols ? picture.At<Vec3b>(y, x) : default;
                    float value = input.Colour == ColourOrder.Bgr ? pixel[channel] : pixel[2 - channel];
                    planes[(channel * height + y) * width + x] = (value - input.Mean[channel]) * input.Scale[channel];
                }
            }
        }

        return planes;
    }
}
