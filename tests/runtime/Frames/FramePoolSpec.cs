using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using CsCheck;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class FramePoolSpec
{
    private readonly FramePool _pool = new();

    [Fact]
    public void A_frame_that_came_back_is_handed_out_again_as_good_as_new()
    {
        var first = _pool.Rent(64, 48);
        first.Faces.Add(default);
        first.Tracks.Add(default);
        first.EndedTracks.Add(default);
        first.Dispose();

        using var second = _pool.Rent(32, 16);

        Assert.Same(first, second);
        Assert.Equal((32, 16, 32 * 16 * 3 / 2, 32 * 16), (second.Width, second.Height, second.I420.Length, second.Luma.Length));
        Assert.Empty(second.Faces);
        Assert.Empty(second.Tracks);
        Assert.Empty(second.EndedTracks);
    }

    [Fact]
    public void A_second_end_of_a_frame_does_nothing()
    {
        var frame = _pool.Rent(64, 48);
        frame.Dispose();
        frame.Dispose();

        Assert.Equal(0, _pool.Rented);
        using var one = _pool.Rent(64, 48);
        using var other = _pool.Rent(64, 48);
        Assert.NotSame(one, other);
        Assert.Equal(2, _pool.Rented);
    }

    [Theory]
    [InlineData(63, 48)]
    [InlineData(64, 47)]
    [InlineData(0, 48)]
    [InlineData(64, -2)]
    public void A_side_that_is_odd_or_not_positive_is_refused(int width, int height)
    {
        Assert.Contains(
            $"{width} × {height}", Assert.Throws<ArgumentException>(() => _pool.Rent(width, height)).Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Rented);
    }

    [Theory]
    [InlineData(81, 90, 240, 0, 0, 254)] // red
    [InlineData(145, 54, 34, 1, 255, 0)] // green
    [InlineData(41, 240, 110, 255, 0, 0)] // blue
    [InlineData(235, 128, 128, 255, 255, 255)]
    [InlineData(16, 128, 128, 0, 0, 0)]
    public void Colours_are_those_of_BT_601_in_limited_range(byte y, byte u, byte v, byte blue, byte green, byte red)
    {
        using var frame = _pool.Rent(4, 2);
        frame.I420[..8].Fill(y);
        frame.I420[8..10].Fill(u);
        frame.I420[10..].Fill(v);

        var pixel = frame.Bgr.At<Vec3b>(1, 3);

        Assert.InRange(pixel.Item0, blue - 1, blue + 1);
        Assert.InRange(pixel.Item1, green - 1, green + 1);
        Assert.InRange(pixel.Item2, red - 1, red + 1);
    }

    [Fact]
    public void The_picture_is_what_OpenCV_makes_of_it_in_any_size_and_order_of_sizes() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int).Sample(
            (halfWidth, halfHeight, seed) =>
            {
                using var frame = _pool.Rent(2 * halfWidth, 2 * halfHeight);
                new Random(seed).NextBytes(frame.I420);
                using var planes = Mat.FromPixelData(frame.Height * 3 / 2, frame.Width, MatType.CV_8UC1, frame.I420.ToArray());
                using var expected = planes.CvtColor(ColorConversionCodes.YUV2BGR_I420);

                Assert.Equal((expected.Rows, expected.Cols, expected.Type()), (frame.Bgr.Rows, frame.Bgr.Cols, frame.Bgr.Type()));
                Assert.Equal(0, Cv2.Norm(expected, frame.Bgr, NormTypes.INF));
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void The_picture_is_converted_once_and_anew_for_the_next_picture()
    {
        var frame = _pool.Rent(4, 2);
        frame.I420.Fill(128);
        var grey = frame.Bgr.At<Vec3b>(0, 0);
        frame.I420.Fill(16);
        Assert.Equal(grey, frame.Bgr.At<Vec3b>(0, 0));
        frame.Dispose();

        using var next = _pool.Rent(4, 2);
        next.I420.Fill(16);

        Assert.NotEqual(grey, next.Bgr.At<Vec3b>(0, 0));
    }

    [Fact]
    public void Pictures_go_from_camera_to_camera()
    {
        var (first, size) = (_pool.Rent(94, 46), 94 * 46 * 3 / 2);
        var (planar, colour) = (first.Planar, first.Bgr);
        first.Dispose();

        using var second = new FramePool().Rent(94, 46);

        Assert.Same(planar, second.Planar);
        Assert.Same(colour, second.Bgr);
        Assert.Equal(size, second.I420.Length);
        Assert.Throws<ObjectDisposedException>(() => first.Bgr);
        Assert.Throws<ObjectDisposedException>(() => first.I420.Length);
    }

    [Fact]
    public void A_frame_carries_its_stamp_and_ends_its_span()
    {
        using var span = new Activity("frame").Start();
        var frame = _pool.Rent(4, 2);
        frame.Stamp(new CameraId("door"), new StreamEpoch(3), TimeSpan.FromSeconds(2), DateTimeOffset.UnixEpoch, 42);
        frame.Activity = span;

        Assert.Equal(
            (new CameraId("door"), new StreamEpoch(3), TimeSpan.FromSeconds(2), DateTimeOffset.UnixEpoch, 42L),
            (frame.Camera, frame.Epoch, frame.MediaTime, frame.At, frame.ReceivedTimestamp));
        frame.Dispose();
        Assert.True(span.IsStopped);
        Assert.Null(frame.Activity);
    }

    [Fact]
    public void Frames_of_the_sizes_that_were_once_needed_cost_no_managed_memory()
    {
        void RentBoth()
        {
            _pool.Rent(650, 370).Dispose(); // sizes that no other spec takes from the store
            _pool.Rent(330, 190).Dispose();
        }

        for (var i = 0; i < 20; i++)
        {
            RentBoth();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            RentBoth();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
