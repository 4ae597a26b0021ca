using System.Runtime.CompilerServices;

namespace Analytics.Contracts;

/// <summary>A point in pixels; x to the right, y down, (0, 0) is the centre of the top left pixel.</summary>
public readonly record struct Point2(float X, float Y);

/// <summary>An axis-parallel rectangle in pixels: left, top, width, height.</summary>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>The right edge, <c>X + Width</c>.</summary>
    public float Right => X + Width;

    /// <summary>The bottom edge, <c>Y + Height</c>.</summary>
    public float Bottom => Y + Height;

    /// <summary>Square pixels; 0 when a side is negative.</summary>
    public float Area => MathF.Max(0, Width) * MathF.Max(0, Height);

    /// <summary>The middle.</summary>
    public Point2 Centre => new(X + Width / 2, Y + Height / 2);

    /// <summary>The box with both edges given.</summary>
    public static Box FromEdges(float left, float top, float right, float bottom) => new(left, top, right - left, bottom - top);

    /// <summary>Intersection over union, 0 to 1; 0 when both are empty.</summary>
    public float IoU(Box other)
    {
        var width = MathF.Min(Right, other.Right) - MathF.Max(X, other.X);
        var height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }

    /// <summary>The box grown (or shrunk) about its centre by <paramref name="factor"/>.</summary>
    public Box Scaled(float factor) =>
        new(X - Width * (factor - 1) / 2, Y - Height * (factor - 1) / 2, Width * factor, Height * factor);

    /// <summary>The part of the box inside an image of <paramref name="width"/> × <paramref name="height"/> pixels.</summary>
    public Box ClampedTo(int width, int height) => FromEdges(
        Math.Clamp(X, 0, width), Math.Clamp(Y, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));
}

/// <summary>
/// Five points of a face in pixels, in the order of the ArcFace template: the eye on the picture's left, the eye on its right,
/// the tip of the nose, the corner of the mouth on the picture's left, the one on its right.
/// </summary>
[InlineArray(Count)]
public struct Landmarks : IEquatable<Landmarks>
{
    /// <summary>The number of points.</summary>
    public const int Count = 5;

    private Point2 _first;

    /// <summary>The five points in template order.</summary>
    public Landmarks(Point2 leftEye, Point2 rightEye, Point2 nose, Point2 leftMouth, Point2 rightMouth)
    {
        this[0] = leftEye;
        this[1] = rightEye;
        this[2] = nose;
        this[3] = leftMouth;
        this[4] = rightMouth;
    }

    /// <inheritdoc/>
    public readonly bool Equals(Landmarks other)
    {
        ReadOnlySpan<Point2> mine = this, theirs = other;
        return mine.SequenceEqual(theirs);
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Landmarks other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2], this[3], this[4]);

    /// <summary>Whether all points are equal.</summary>
    public static bool operator ==(Landmarks left, Landmarks right) => left.Equals(right);

    /// <summary>Whether a point differs.</summary>
    public static bool operator !=(Landmarks left, Landmarks right) => !left.Equals(right);
}
