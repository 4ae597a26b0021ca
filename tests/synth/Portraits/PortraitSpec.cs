using Analytics.Contracts;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Synthetic;

[FullTier]
public sealed class PortraitSpec
{
    private const int Size = 128;

    [Fact]
    public void One_seed_makes_the_same_pixels_on_however_many_threads()
    {
        var alone = Pixels(seed: 5, person: 2, view: 1);
        var together = new byte[4][];
        Parallel.For(0, together.Length, i => together[i] = Pixels(seed: 5, person: 2, view: 1));

        Assert.All(together, pixels => Assert.Equal(alone, pixels));
    }

    [Fact]
    public void Another_seed_person_or_view_makes_another_picture()
    {
        var picture = Pixels(seed: 5, person: 2, view: 1);

        Assert.True(Difference(picture, Pixels(seed: 6, person: 2, view: 1)) > 8);
        Assert.True(Difference(picture, Pixels(seed: 5, person: 3, view: 1)) > 8);
        Assert.True(Difference(picture, Pixels(seed: 5, person: 2, view: 2)) > 4);
    }

    [Fact]
    public void The_points_lie_in_the_box_and_in_the_order_of_the_template()
    {
        for (var person = 0; person < 20; person++)
        {
            var studio = new PortraitStudio(SyntheticPerson.One(11, person), Size);
            for (var view = 0; view < 3; view++)
            {
                using var portrait = studio.Take(view, 30);
                var (box, points) = (portrait.Truth.Box, portrait.Truth.Landmarks);

                Assert.True(box is { X: > 0, Y: > 0, Right: < Size, Bottom: < Size });
                for (var i = 0; i < Landmarks.Count; i++)
                {
                    Assert.InRange(points[i].X, box.X, box.Right);
                    Assert.InRange(points[i].Y, box.Y, box.Bottom);
                }

                Assert.True(points[0].X < points[1].X && points[3].X < points[4].X);
                Assert.True(points[0].Y < points[2].Y && points[2].Y < points[3].Y);
            }
        }
    }

    [Fact]
    public void A_head_that_turns_right_moves_its_nose_right_between_the_eyes()
    {
        var turned = 0;
        for (var person = 0; person < 12; person++)
        {
            var studio = new PortraitStudio(SyntheticPerson.One(12, person), Size);
            for (var view = 1; view < 4; view++)
            {
                using var portrait = studio.Take(view, 45);
                var points = portrait.Truth.Landmarks;
                var share = (points[2].X - points[0].X) / (points[1].X - points[0].X);
                Assert.InRange(portrait.Truth.Pose.Yaw, -45.5f, 45.5f);
                if (MathF.Abs(portrait.Truth.Pose.Yaw) > 15)
                {
                    turned++;
                    Assert.True(share > 0.5f == portrait.Truth.Pose.Yaw > 0,
                        $"Yaw {portrait.Truth.Pose.Yaw}, but the nose lies at {share:0.00} of the way.");
                }
            }
        }

        Assert.True(turned > 10);
    }

    [Fact]
    public void The_first_view_is_frontal() => Assert.All(Enumerable.Range(0, 8), person =>
    {
        using var portrait = new PortraitStudio(SyntheticPerson.One(13, person), Size).Take(0, 90);
        Assert.InRange(portrait.Truth.Pose.Yaw, -5, 5);
        Assert.InRange(portrait.Truth.Pose.Pitch, -5, 5);
    });

    private static byte[] Pixels(long seed, int person, int view)
    {
        using var portrait = new PortraitStudio(SyntheticPerson.One(seed, person), Size).Take(view, 30);
        portrait.Picture.GetArray(out Vec3b[] pixels);
        return [.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })];
    }

    private static double Difference(byte[] left, byte[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Average();
}
