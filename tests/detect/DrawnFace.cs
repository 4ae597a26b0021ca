using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Tests.Detect;

/// <summary>What a detector would say of a face that is not there.</summary>
internal static class DrawnFace
{
    /// <summary>A frontal face about a place: the points where they lie in a face box of the ArcFace template.</summary>
    /// <param name="x">Its middle in pixels.</param>
    /// <param name="y">Its middle in pixels.</param>
    /// <param name="width">Pixels; the height is 1.25 of it.</param>
    /// <param name="score">The detector's.</param>
    public static DetectedFace At(double x, double y, double width = 60, double score = 0.9)
    {
        var height = 1.25 * width;
        Point2 Point(double across, double down) => new((float)(x + (across - 0.5) * width), (float)(y + (down - 0.5) * height));
        return new DetectedFace(
            new Box((float)(x - width / 2), (float)(y - height / 2), (float)width, (float)height),
            new Landmarks(Point(0.3, 0.4), Point(0.7, 0.4), Point(0.5, 0.598), Point(0.35, 0.8), Point(0.65, 0.8)), (float)score);
    }
}
