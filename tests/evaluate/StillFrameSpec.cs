using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Runtime.Frames;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Evaluate;

public sealed class StillFrameSpec : IDisposable
{
    private static readonly Vec3b Orange = new(40, 120, 230);
    private readonly FramePool _pool = new();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(64, 48, 64, 48)]
    [InlineData(63, 48, 64, 48)]
    [InlineData(64, 47, 64, 48)]
    [InlineData(1, 1, 2, 2)]
    public void A_frame_shows_the_picture_on_sides_that_are_even(int width, int height, int evenWidth, int evenHeight)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(Orange.Item0, Orange.Item1, Orange.Item2));

        using var frame = StillFrame.Of(picture, _pool);

        Assert.Equal((evenWidth, evenHeight), (frame.Width, frame.Height));
        AssertNear(Orange, frame.Bgr.At<Vec3b>(0, 0));
        AssertNear(Orange, frame.Bgr.At<Vec3b>(evenHeight - 1, evenWidth - 1));
        Assert.Equal(frame.Luma[0], frame.Luma[^1]);
    }

    [Fact]
    public void A_margin_is_black_and_lies_on_all_sides()
    {
        var path = Path.Combine(_folder.Path, "orange.png");
        using (var picture = new Mat(20, 31, MatType.CV_8UC3, new Scalar(Orange.Item0, Orange.Item1, Orange.Item2)))
        {
            Assert.True(Cv2.ImWrite(path, picture));
        }

        using var frame = StillFrame.Read(path, _pool, margin: 0.5f);

        Assert.Equal((62, 40), (frame.Width, frame.Height));
        AssertNear(Orange, frame.Bgr.At<Vec3b>(20, 30));
        AssertNear(default, frame.Bgr.At<Vec3b>(20, 10));
        AssertNear(default, frame.Bgr.At<Vec3b>(20, 52));
        AssertNear(default, frame.Bgr.At<Vec3b>(5, 30));
        AssertNear(default, frame.Bgr.At<Vec3b>(35, 30));
    }

    [Fact]
    public void A_file_that_is_missing_or_no_picture_is_named()
    {
        var (missing, text) = (Path.Combine(_folder.Path, "missing.jpg"), Path.Combine(_folder.Path, "text.jpg"));
        File.WriteAllText(text, "This is not a picture.");

        Assert.Contains(
            missing, Assert.ThrowsAny<FailureException>(() => StillFrame.Read(missing, _pool)).Message, StringComparison.Ordinal);
        Assert.Contains(text, Assert.ThrowsAny<FailureException>(() => StillFrame.Read(text, _pool)).Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Rented);
    }

    // One level of Y, U or V is up to two of a colour.
    private static void AssertNear(Vec3b expected, Vec3b actual)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            Assert.InRange(actual[channel], expected[channel] - 4, expected[channel] + 4);
        }
    }
}
