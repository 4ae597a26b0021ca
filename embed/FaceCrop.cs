using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>Makes the small picture that travels with an observation: the face and its surroundings as JPEG. Not thread-safe.</summary>
public sealed class FaceCrop : IDisposable
{
    /// <summary>The most that a picture may weigh.</summary>
    public const int MaxBytes = 8 * 1024;

    private const float Surroundings = 1.6f;
    private const int LongSide = 160;
    private readonly Mat _small = new();

    /// <summary>A JPEG of at most <see cref="MaxBytes"/>; empty when the face and its surroundings lie outside the picture.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="face">In pixels of the picture.</param>
    public ReadOnlyMemory<byte> Encode(Mat picture, Box face)
    {
        var box = face.Scaled(Surroundings).ClampedTo(picture.Cols, picture.Rows);
        var (left, top) = ((int)box.X, (int)box.Y);
        var (width, height) = ((int)(box.Right - left), (int)(box.Bottom - top));
        if (width < 1 || height < 1)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        using var cut = new Mat(picture, new Rect(left, top, width, height));
        var scale = Math.Min(1.0, (double)LongSide / Math.Max(width, height));
        Cv2.Resize(
            cut, _small, new Size(Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale))),
            interpolation: InterpolationFlags.Area);

        // 85, 73, … 1, where even noise of black and white fits.
        for (var quality = 85; ; quality -= 12)
        {
            Cv2.ImEncode(".jpg", _small, out var jpeg, [(int)ImwriteFlags.JpegQuality, quality]);
            if (jpeg.Length <= MaxBytes || quality == 1)
            {
                return jpeg;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _small.Dispose();
}
