using Analytics.Contracts;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using OpenCvSharp;

namespace Analytics.Tests;

/// <summary>Portraits of people who do not exist, for what has to be seen on faces and needs no real ones.</summary>
internal static class DrawnPeople
{
    private const long Seed = 21;

    /// <summary>One person, frontal unless another view is asked for; dispose the picture.</summary>
    public static Portrait Take(int person, int view = 0, int size = 320, float maxYaw = 30) =>
        new PortraitStudio(SyntheticPerson.One(Seed, person), size).Take(view, maxYaw);

    /// <summary>The picture alone.</summary>
    public static Mat Portrait(int person, int view = 0, int size = 320)
    {
        using var portrait = Take(person, view, size);
        return portrait.Picture.Clone();
    }

    /// <summary>Three people beside each other, each of another size, on grey; the tips of their noses.</summary>
    public static (Mat Picture, Point2[] Noses) Group(int first = 0)
    {
        var picture = new Mat(320, 640, MatType.CV_8UC3, Scalar.Gray);
        var noses = new List<Point2>();
        foreach (var (person, size, x) in new[] { (first, 288, 0), (first + 1, 208, 290), (first + 2, 128, 505) })
        {
            using var portrait = Take(person, size: size);
            using var place = picture[new Rect(x, 20, size, size)];
            portrait.Picture.CopyTo(place);
            var nose = portrait.Truth.Landmarks[2];
            noses.Add(new Point2(nose.X + x, nose.Y + 20));
        }

        return (picture, [.. noses]);
    }
}
