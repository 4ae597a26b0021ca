using Analytics.Contracts;
using Analytics.Runtime.Inference;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>
/// Warps a face so that its five points fall, in the least-squares sense, on the model's template: a similarity transform
/// (rotation, uniform scale, translation) after Umeyama, "Least-squares estimation of transformation parameters between two
/// point patterns", PAMI 1991.
/// </summary>
/// <param name="size">The side lengths of the model's input in pixels.</param>
/// <param name="template">Where the model expects the five points, in pixels of its input.</param>
public sealed class FaceAligner(Size size, Landmarks template)
{
    /// <summary>The side lengths of the aligned picture in pixels.</summary>
    public Size Size => size;

    /// <summary>Writes the aligned face, 8-bit BGR of <see cref="Size"/>, to <paramref name="aligned"/>; outside is black.</summary>
    public void Align(Mat picture, in Landmarks landmarks, Mat aligned)
    {
        Span<double> transform = stackalloc double[6];
        Solve(landmarks, transform);
        NativeMat.WarpAffine(picture, aligned, transform, size);
    }

    /// <summary>The 2×3 transform, row by row, that takes <paramref name="landmarks"/> to the template.</summary>
    public void Solve(in Landmarks landmarks, Span<double> transform)
    {
        double sourceX = 0, sourceY = 0, targetX = 0, targetY = 0;
        for (var i = 0; i < Landmarks.Count; i++)
        {
            sourceX += landmarks[i].X / Landmarks.Count;
            sourceY += landmarks[i].Y / Landmarks.Count;
            targetX += template[i].X / Landmarks.Count;
            targetY += template[i].Y / Landmarks.Count;
        }

        double variance = 0, dot = 0, cross = 0;
        for (var i = 0; i < Landmarks.Count; i++)
        {
            double sx = landmarks[i].X - sourceX, sy = landmarks[i].Y - sourceY;
            double tx = template[i].X - targetX, ty = template[i].Y - targetY;
            variance += sx * sx + sy * sy;
            dot += sx * tx + sy * ty;
            cross += sx * ty - sy * tx;
        }

        // In two dimensions the rotation and the scale of Umeyama's solution are one complex number.
        var a = dot / Math.Max(variance, 1e-9);
        var b = cross / Math.Max(variance, 1e-9);
        transform[0] = a;
        transform[1] = -b;
        transform[2] = targetX - a * sourceX + b * sourceY;
        transform[3] = b;
        transform[4] = a;
        transform[5] = targetY - b * sourceX - a * sourceY;
    }
}
