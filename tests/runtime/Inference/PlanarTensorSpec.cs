using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using CsCheck;
using OpenCvSharp;
using Xunit;
using Size = OpenCvSharp.Size;

namespace Analytics.Tests.Runtime;

/// <summary>Planar pictures as a model's input, against OpenCV's own conversion.</summary>
public sealed class PlanarTensorSpec
{
    [Theory]
    [InlineData(ColourOrder.Bgr)]
    [InlineData(ColourOrder.Rgb)]
    public void Without_scaling_it_is_what_OpenCV_converts_except_at_the_chroma_that_it_smooths(ColourOrder colour) =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 20], Gen.Byte, Gen.Byte, Gen.Byte).Sample((halfWidth, halfHeight, y, u, v) =>
        {
            // One colour all over: smoothing of the chroma cannot show.
            var (width, height) = (2 * halfWidth, 2 * halfHeight);
            using var planar = Planar(width, height, y, u, v);
            using var bgr = new Mat();
            Cv2.CvtColor(planar, bgr, ColorConversionCodes.YUV2BGR_I420);
            var expected = bgr.At<Vec3b>(0, 0);
            var input = Input(colour);
            var planes = new float[3 * width * height];
            using var scratch = new Mat();

            PlanarTensor.Write(planar, new Size(width, height), scratch, input, planes, height, width);

            byte[] levels = colour == ColourOrder.Bgr
                ? [expected.Item0, expected.Item1, expected.Item2] : [expected.Item2, expected.Item1, expected.Item0];
            for (var channel = 0; channel < 3; channel++)
            {
                foreach (var value in planes.AsSpan(channel * width * height, width * height))
                {
                    Assert.InRange(value / input.Scale[channel] + input.Mean[channel], levels[channel] - 1.1f, levels[channel] + 1.1f);
                }
            }
        });

    [Fact]
    public void A_smooth_picture_scaled_is_what_converting_and_scaling_gives()
    {
        const int rows = 360;
        const int columns = 640;
        using var bgr = new Mat(rows, columns, MatType.CV_8UC3);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                bgr.Set(y, x, new Vec3b((byte)(60 + x / 8), (byte)(200 - y / 4), (byte)(90 + (x + y) / 12)));
            }
        }

        using var planar = new Mat();
        Cv2.CvtColor(bgr, planar, ColorConversionCodes.BGR2YUV_I420);
        var size = new Size(320, 180);
        using var scaled = new Mat();
        Cv2.Resize(bgr, scaled, size);
        var input = Input(ColourOrder.Bgr);
        var expected = new float[3 * 192 * 320];
        PictureTensor.Write(scaled, input, expected, 192, 320);
        var actual = new float[expected.Length];
        using var scratch = new Mat();

        PlanarTensor.Write(planar, size, scratch, input, actual, 192, 320);

        var worst = expected.Zip(actual).Max(pair => MathF.Abs(pair.First - pair.Second));
        Assert.InRange(worst / input.Scale[0], 0, 4);
    }

    [Fact]
    public void What_the_picture_does_not_reach_becomes_black()
    {
        using var planar = Planar(4, 4, 200, 128, 128);
        var input = Input(ColourOrder.Bgr);
        var planes = new float[3 * 8 * 8];
        using var scratch = new Mat();

        PlanarTensor.Write(planar, new Size(4, 4), scratch, input, planes, 8, 8);

        for (var i = 0; i < 64; i++)
        {
            var black = i % 8 >= 4 || i / 8 >= 4;
            Assert.Equal(black, planes[i] == -input.Mean[0] * input.Scale[0]);
        }
    }

    [Fact]
    public void A_picture_of_another_form_is_refused()
    {
        using var bgr = new Mat(6, 4, MatType.CV_8UC3, Scalar.Black);
        using var scratch = new Mat();

        Assert.Throws<ArgumentException>(() =>
            PlanarTensor.Write(bgr, new Size(4, 4), scratch, Input(ColourOrder.Bgr), new float[48], 4, 4));
    }

    private static Mat Planar(int width, int height, byte y, byte u, byte v)
    {
        var bytes = new byte[width * height * 3 / 2];
        bytes.AsSpan(0, width * height).Fill(y);
        bytes.AsSpan(width * height, width * height / 4).Fill(u);
        bytes.AsSpan(width * height * 5 / 4).Fill(v);
        using var borrowed = Mat.FromPixelData(height * 3 / 2, width, MatType.CV_8UC1, bytes);
        return borrowed.Clone();
    }

    private static ModelInput Input(ColourOrder colour) => new()
    {
        Layout = TensorLayout.Nchw,
        MultipleOf = 32,
        Colour = colour,
        Mean = [127.5f, 127.5f, 127.5f],
        Scale = [
            0.0078125f, 0.0078125f, 0.0078125f],
    };
}
