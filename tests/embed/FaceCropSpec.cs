using Analytics.Contracts;
using Analytics.Embed;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Embed;

public sealed class FaceCropSpec : IDisposable
{
    private readonly FaceCrop _crop = new();

    public void Dispose() => _crop.Dispose();

    [Theory]
    [InlineData(10, 10, false)]
    [InlineData(60, 75, false)]
    [InlineData(400, 500, false)]
    [InlineData(900, 700, false)]
    [InlineData(100, 100, false)]
    [InlineData(100, 100, true)] // no picture of 160 × 160 is larger
    public void Even_of_noise_it_is_a_jpeg_of_8_kilobytes_at_most(float width, float height, bool blackOrWhite)
    {
        using var noise = Noise(1280, 720);
        if (blackOrWhite)
        {
            Cv2.Threshold(noise, noise, 127, 255, ThresholdTypes.Binary);
        }

        var jpeg = _crop.Encode(noise, new Box(640 - width / 2, 360 - height / 2, width, height));

        Assert.InRange(jpeg.Length, 100, FaceCrop.MaxBytes);
        using var picture = Decoded(jpeg);
        Assert.InRange(Math.Max(picture.Cols, picture.Rows), 1, 160);
    }

    [Fact]
    public void It_shows_the_face_and_a_little_around_it()
    {
        using var frame = new Mat(720, 1280, MatType.CV_8UC3, Scalar.Black);
        var face = new Box(500, 200, 100, 120);
        frame.Rectangle(new Rect(500, 200, 100, 120), Scalar.White, -1);

        using var picture = Decoded(_crop.Encode(frame, face));

        // 160 × 192 of the frame, scaled to 133 × 160: the face takes the middle 1 / 1.6.
        Assert.Equal((133, 160), (picture.Cols, picture.Rows));
        Assert.True(picture.At<Vec3b>(80, 66)[2] > 240 && picture.At<Vec3b>(80, 30)[2] > 240 && picture.At<Vec3b>(36, 66)[2] > 240);
        Assert.True(picture.At<Vec3b>(80, 20)[2] < 15 && picture.At<Vec3b>(20, 66)[2] < 15 && picture.At<Vec3b>(150, 66)[2] < 15);
    }

    [Fact]
    public void A_small_face_is_not_blown_up()
    {
        using var frame = Noise(320, 240);

        using var picture = Decoded(_crop.Encode(frame, new Box(100, 100, 20, 25)));

        Assert.Equal((32, 40), (picture.Cols, picture.Rows));
    }

    [Theory]
    [InlineData(-50, 100)]
    [InlineData(270, 100)]
    [InlineData(100, -60)]
    [InlineData(100, 190)]
    [InlineData(-50, -50)]
    [InlineData(270, 200)]
    public void At_the_edge_it_shows_what_is_inside(float x, float y)
    {
        using var frame = Noise(320, 240);

        using var picture = Decoded(_crop.Encode(frame, new Box(x, y, 100, 100)));

        Assert.InRange(picture.Cols, 40, 160);
        Assert.InRange(picture.Rows, 40, 160);
    }

    [Theory]
    [InlineData(-150, 100)]
    [InlineData(400, 100)]
    [InlineData(100, -200)]
    [InlineData(100, 300)]
    [InlineData(5000, 5000)]
    public void Outside_there_is_none(float x, float y)
    {
        using var frame = Noise(320, 240);

        Assert.True(_crop.Encode(frame, new Box(x, y, 100, 100)).IsEmpty);
    }

    [Fact]
    public void A_face_larger_than_the_picture_is_the_picture()
    {
        using var frame = Noise(320, 240);

        using var picture = Decoded(_crop.Encode(frame, new Box(-100, -100, 600, 500)));

        Assert.Equal((160, 120), (picture.Cols, picture.Rows));
    }

    private static Mat Noise(int width, int height)
    {
        var values = new byte[width * height * 3];
        new Random(1).NextBytes(values);
        using var picture = Mat.FromPixelData(height, width, MatType.CV_8UC3, values);
        return picture.Clone();
    }

    private static Mat Decoded(ReadOnlyMemory<byte> jpeg)
    {
        Assert.Equal([0xFF, 0xD8], jpeg.Span[..2].ToArray());
        return Cv2.ImDecode(jpeg.ToArray(), ImreadModes.Color);
    }
}
