using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Detect;

/// <summary>
/// How a picture is laid into a detector's input: scaled with its aspect kept, at the top left, the rest filled with black. The
/// two scales are those of the rounded content, so that the way back is exact.
/// </summary>
/// <param name="InputWidth">Pixels across of the input.</param>
/// <param name="InputHeight">Pixels down of the input.</param>
/// <param name="ContentWidth">Pixels across that the picture takes.</param>
/// <param name="ContentHeight">Pixels down that the picture takes.</param>
/// <param name="ScaleX">Pixels of the input for one pixel of the picture, across.</param>
/// <param name="ScaleY">Pixels of the input for one pixel of the picture, down.</param>
public readonly record struct Letterbox(
    int InputWidth, int InputHeight, int ContentWidth, int ContentHeight, float ScaleX, float ScaleY)
{
    /// <summary>
    /// For a model of any size the picture is scaled so that its longer side is <paramref name="longSide"/>, and the input is only as
    /// large as that needs: 1280×720 becomes 640×360 in an input of 640×384. For a fixed model the picture is scaled to fit, within
    /// <paramref name="longSide"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive.</exception>
    public static Letterbox For(int width, int height, ModelInput input, int longSide)
    {
        if (width <= 0 || height <= 0 || longSide <= 0)
        {
            throw new ArgumentException($"A picture of {width} × {height} pixels has no faces, nor has one scaled to {longSide}.");
        }

        var scale = (double)longSide / Math.Max(width, height);
        if (input is { Width: { } fixedWidth, Height: { } fixedHeight })
        {
            scale = Math.Min(scale, Math.Min((double)fixedWidth / width, (double)fixedHeight / height));
        }

        var contentWidth = Math.Max(1, (int)Math.Round(width * scale));
        var contentHeight = Math.Max(1, (int)Math.Round(height * scale));
        return new Letterbox(
            input.Width ?? RoundUp(contentWidth, input.MultipleOf!.Value), input.Height ?? RoundUp(contentHeight, input.MultipleOf!.Value),
            contentWidth, contentHeight, (float)contentWidth / width, (float)contentHeight / height);
    }

    /// <summary>A point of the picture in pixels of the input.</summary>
    public Point2 ToInput(Point2 picture) => new(picture.X * ScaleX, picture.Y * ScaleY);

    /// <summary>A point of the input in pixels of the picture.</summary>
    public Point2 ToPicture(Point2 input) => new(input.X / ScaleX, input.Y / ScaleY);

    /// <summary>A box of the input in pixels of the picture.</summary>
    public Box ToPicture(Box input) => new(input.X / ScaleX, input.Y / ScaleY, input.Width / ScaleX, input.Height / ScaleY);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
