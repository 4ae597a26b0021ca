using System.Globalization;
using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Runtime.Video;

/// <summary>How sure we are of who somebody is.</summary>
public enum NameState
{
    /// <summary>Nobody we know, or not yet.</summary>
    Unknown,

    /// <summary>A first confident decision.</summary>
    Early,

    /// <summary>More evidence agreed.</summary>
    Confirmed,
}

/// <summary>Draws boxes and labels onto a picture; sizes follow its height, so that 480p and 4K read alike.</summary>
public static class FramePainter
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    /// <summary>The colour (BGR) of a state: grey, amber, green.</summary>
    public static Scalar Colour(NameState state) => state switch
    {
        NameState.Confirmed => new(60, 190, 60),
        NameState.Early => new(0, 180, 255),
        _ => new(160, 160, 160),
    };

    /// <summary>The text of a label: track, name and similarity; letters that the font lacks are written plainly.</summary>
    public static string Label(TrackId track, string? name, float similarity) => name is null
        ? $"#{track}"
        : string.Create(CultureInfo.InvariantCulture, $"#{track} {PlainText.Of(name)} {similarity:0.00}");

    /// <summary>Draws <paramref name="box"/> with <paramref name="label"/> onto <paramref name="picture"/> (8-bit BGR).</summary>
    public static void Draw(Mat picture, Box box, string label, NameState state)
    {
        var unit = Math.Max(0.5, Math.Min(picture.Width, picture.Height) / 720.0);
        var thickness = Math.Max(1, (int)Math.Round(2 * unit));
        var colour = Colour(state);
        var inside = box.ClampedTo(picture.Width - 1, picture.Height - 1);
        var rectangle = new Rect(
            (int)MathF.Round(inside.X), (int)MathF.Round(inside.Y), (int)MathF.Round(inside.Width), (int)MathF.Round(inside.Height));
        Cv2.Rectangle(picture, rectangle, colour, thickness);

        var scale = 0.65 * unit;
        var stroke = Math.Max(1, (int)Math.Round(1.6 * unit));
        var text = Cv2.GetTextSize(label, Font, scale, stroke, out var descent);
        var margin = (int)Math.Ceiling(4 * unit);
        var (width, height) = (text.Width + 2 * margin, text.Height + descent + 2 * margin);

        // Above the face; inside the box where the picture ends; never over its side.
        var left = Math.Clamp(rectangle.X - thickness / 2, 0, Math.Max(0, picture.Width - width));
        var top = rectangle.Y - height < 0 ? rectangle.Y : rectangle.Y - height;
        Cv2.Rectangle(picture, new Rect(left, top, width, height), colour, thickness: -1);
        var ink = state == NameState.Unknown ? Scalar.All(20) : Scalar.Black;
        Cv2.PutText(picture, label, new Point(left + margin, top + margin + text.Height), Font, scale, ink, stroke, LineTypes.AntiAlias);
    }
}
