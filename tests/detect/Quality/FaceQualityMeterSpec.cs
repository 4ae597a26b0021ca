using Analytics.Contracts;
using Analytics.Detect.Quality;
using Analytics.Runtime.Frames;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Detect.Quality;

/// <summary>The parts of quality that follow from the points and the box, on a drawn picture.</summary>
public sealed class FaceQualityMeterSpec
{
    private const int Width = 640;
    private const int Height = 360;

    // Stripes: as sharp as can be, of medium brightness.
    private static readonly byte[] Luma = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i % Width / 4 % 2 == 0 ? 60 : 190))];

    [Fact]
    public void A_large_sharp_frontal_face_is_as_good_as_can_be()
    {
        var quality = Measure(DrawnFace.At(320, 180, width: 120));

        Assert.Equal(1, quality.Score);
        Assert.Equal(120, quality.Size);
        Assert.Equal(0, quality.Yaw, 0.01f);
        Assert.Equal(0, quality.Pitch, 0.02f);
        Assert.Equal(0, quality.Roll, 0.01f);
        Assert.InRange(quality.Brightness, 115, 135);
        Assert.Equal(0.9f, quality.Confidence);
    }

    [Fact]
    public void A_smaller_face_is_worse()
    {
        var scores = new[] { 12, 20, 26, 34, 44, 60, 120 }.Select(width => Score(DrawnFace.At(320, 180, width))).ToArray();

        Assert.Equal(scores.Order(), scores);
        Assert.Equal(0, scores[0]);
        Assert.InRange(scores[3], 0.01f, 0.99f);
        Assert.Equal(1, scores[^1]);
    }

    [Fact]
    public void A_face_that_the_detector_is_less_sure_of_is_never_better() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((score, less) =>
            Score(DrawnFace.At(320, 180, 120, score * less)) <= Score(DrawnFace.At(320, 180, 120, score)));

    [Fact]
    public void A_face_turned_further_is_never_better() =>
        Gen.Select(Gen.Float[0, 1], Gen.Float[0, 1], Gen.Bool).Sample((turn, less, up) =>
        {
            // The nose moves towards an eye, or up or down between the eyes and the mouth.
            DetectedFace Turned(float by) => up ? WithNose(0.5f, 0.598f - by * 0.25f) : WithNose(0.5f + by * 0.5f, 0.598f);
            return Score(Turned(turn)) <= Score(Turned(turn * less));
        });

    [Fact]
    public void Yaw_and_pitch_show_which_way()
    {
        Assert.InRange(Measure(WithNose(0.75f, 0.598f)).Yaw, 0.5f, 1);
        Assert.InRange(Measure(WithNose(0.25f, 0.598f)).Yaw, -1, -0.5f);
        Assert.InRange(Measure(WithNose(0.5f, 0.75f)).Pitch, 0.5f, 1);
        Assert.InRange(Measure(WithNose(0.5f, 0.42f)).Pitch, -1, -0.5f);
    }

    [Fact]
    public void Where_the_face_is_how_large_and_how_tilted_does_not_change_its_pose() =>
        Gen.Select(Gen.Float[0.2f, 0.8f], Gen.Float[0.45f, 0.75f], Gen.Double[-80, 80], Gen.Double[0.3, 3]).Sample(drawn =>
        {
            var (across, down, degrees, scale) = drawn;
            var face = WithNose(across, down);
            var (upright, tilted) = (Measure(face), Measure(Rotated(face, degrees, scale)));

            Assert.Equal(upright.Yaw, tilted.Yaw, 0.01f);
            Assert.Equal(upright.Pitch, tilted.Pitch, 0.02f);
            Assert.Equal((float)degrees, tilted.Roll, 0.1f);
        });

    [Fact]
    public void A_face_too_dark_or_too_bright_is_worse()
    {
        var face = DrawnFace.At(320, 180, 120);
        var scores = new[] { 0, 30, 45, 60, 120 }.Select(level => Measure(Lit(level, level / 2), face).Score).ToArray();

        Assert.Equal(scores.Order(), scores);
        Assert.Equal(0, scores[1]);
        Assert.InRange(scores[3], 0.01f, 0.99f);
        Assert.Equal(1, scores[^1]);
        Assert.Equal(0, Measure(Lit(255, 250), face).Score);
    }

    [Fact]
    public void A_face_that_is_cut_off_by_the_edge_is_worse_and_one_outside_is_worth_nothing()
    {
        var scores = new[] { 320, 60, 20, 10, 0, -50, -400 }.Select(x => Score(DrawnFace.At(x, 180, 120))).ToArray();

        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(1, scores[1]);
        Assert.InRange(scores[2], 0.01f, 0.99f);
        Assert.Equal(0, scores[^2]);
        Assert.Equal(0, scores[^1]);
    }

    [Fact]
    public void Whatever_the_points_and_the_box_every_part_stays_in_its_range() =>
        Gen.Select(Gen.Float[-2000, 2000].Array[10], Gen.Float[-900, 900].Array[2], Gen.Float[-50, 2000].Array[2], Gen.Float[0, 1])
            .Sample((points, corner, sides, score) =>
            {
                Point2 Point(int i) => new(points[2 * i], points[2 * i + 1]);
                var quality = Measure(new DetectedFace(
                    new Box(corner[0], corner[1], sides[0], sides[1]), new Landmarks(Point(0), Point(1), Point(2), Point(3), Point(4)),
                    score));

                Assert.InRange(quality.Score, 0, 1);
                Assert.InRange(quality.Yaw, -1, 1);
                Assert.InRange(quality.Pitch, -1, 1);
                Assert.InRange(quality.Roll, -180, 180);
                Assert.InRange(quality.Sharpness, 0, 1);
                Assert.InRange(quality.Brightness, 0, 255);
            });

    [Fact]
    public void Points_that_coincide_have_a_pose_too()
    {
        var quality = Measure(new DetectedFace(new Box(100, 100, 80, 100), default, 0.9f));

        Assert.True(float.IsFinite(quality.Score + quality.Yaw + quality.Pitch + quality.Roll));
    }

    private static byte[] Lit(int bright, int dark) => [.. Luma.Select(value => (byte)(value > 100 ? bright : dark))];

    private static float Score(in DetectedFace face) => Measure(face).Score;

    private static FaceQuality Measure(in DetectedFace face) => Measure(Luma, face);

    private static FaceQuality Measure(byte[] luma, in DetectedFace face) => new FaceQualityMeter().Measure(luma, Width, Height, face);

    private static DetectedFace WithNose(float across, float down)
    {
        var face = DrawnFace.At(320, 180, 120);
        var points = face.Landmarks;
        points[2] = new Point2(face.Box.X + across * face.Box.Width, face.Box.Y + down * face.Box.Height);
        return face with { Landmarks = points };
    }

    private static DetectedFace Rotated(in DetectedFace face, double degrees, double scale)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var points = face.Landmarks;
        for (var i = 0; i < Landmarks.Count; i++)
        {
            var (x, y) = (scale * (points[i].X - 320), scale * (points[i].Y - 180));
            points[i] = new Point2((float)(cos * x - sin * y + 300), (float)(sin * x + cos * y + 190));
        }

        return face with { Landmarks = points };
    }
}
