using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Detect.Quality;

/// <summary>
/// Measures how well a face can be recognised, from the luma plane and the five points alone. One instance per camera: it reuses its
/// cells and is not safe for two threads.
/// </summary>
public sealed class FaceQualityMeter
{
    // The face is looked at as a grid of this many cells a side, about what a recognition model makes of it.
    private const int Cells = 64;

    // How far the tip of the nose stands out before the line of the eyes, in parts of their distance.
    private const float NoseDepth = 0.5f;

    // Where the nose lies between the eyes and the mouth in the ArcFace template.
    private const float FrontalNose = 0.494f;

    private readonly float[] _cells = new float[Cells * Cells];

    /// <summary>The quality of a face.</summary>
    /// <param name="luma">The picture, <c>byte[width × height]</c>.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="face">In pixels of the picture; may reach over its edge.</param>
    public FaceQuality Measure(ReadOnlySpan<byte> luma, int width, int height, in DetectedFace face)
    {
        var size = MathF.Min(face.Box.Width, face.Box.Height);
        var (yaw, pitch, roll) = Pose(face.Landmarks);
        var inside = face.Box.ClampedTo(width, height);
        var (brightness, sharpness) = inside.Width < 2 || inside.Height < 2 ? (0, 0) : Texture(luma, width, height, inside);
        var visible = face.Box.Area > 0 ? inside.Area / face.Box.Area : 0;
        var score = Ramp(size, 16, 56)
            * Ramp(MathF.Abs(yaw), 0.9f, 0.35f)
            * Ramp(MathF.Abs(pitch), 0.95f, 0.4f)
            * Ramp(sharpness, 0.05f, 0.35f)
            * Ramp(brightness, 25, 60) * Ramp(brightness, 250, 225)
            * Ramp(face.Score, 0.45f, 0.75f)
            * Ramp(visible, 0.6f, 0.9f);
        return new FaceQuality(score, size, yaw, pitch, roll, sharpness, brightness, face.Score);
    }

    // 0 at one end, 1 at the other and beyond; either end may be the greater one.
    private static float Ramp(float value, float zero, float one) => Math.Clamp((value - zero) / (one - zero), 0, 1);

    private static (float Yaw, float Pitch, float Roll) Pose(in Landmarks points)
    {
        Point2 left = points[0], right = points[1], nose = points[2];
        var (dx, dy) = (right.X - left.X, right.Y - left.Y);
        var distance = MathF.Max(1e-3f, MathF.Sqrt(dx * dx + dy * dy));
        var (alongX, alongY) = (dx / distance, dy / distance);
        var (middleX, middleY) = ((left.X + right.X) / 2, (left.Y + right.Y) / 2);
        float Along(float x, float y) => (x - middleX) * alongX + (y - middleY) * alongY;
        float Down(float x, float y) => (y - middleY) * alongX - (x - middleX) * alongY;

        var yaw = MathF.Atan(Along(nose.X, nose.Y) / distance / NoseDepth) / (MathF.PI / 2);
        var mouth = Down((points[3].X + points[4].X) / 2, (points[3].Y + points[4].Y) / 2);
        var pitch = mouth > 1e-3f ? Math.Clamp((Down(nose.X, nose.Y) / mouth - FrontalNose) / FrontalNose, -1, 1) : 1;
        return (yaw, pitch, MathF.Atan2(dy, dx) * 180 / MathF.PI);
    }

    // Mean luma, and the energy of the Laplacian in parts of the contrast (Pech-Pacheco et al., ICPR 2000, made free of contrast).
    private (float Brightness, float Sharpness) Texture(ReadOnlySpan<byte> luma, int width, int height, Box box)
    {
        Shrink(luma, width, height, box);
        float sum = 0, squares = 0;
        foreach (var cell in _cells)
        {
            sum += cell;
            squares += cell * cell;
        }

        var mean = sum / _cells.Length;
        var variance = MathF.Max(1, squares / _cells.Length - mean * mean);
        var energy = 0f;
        for (var y = 1; y < Cells - 1; y++)
        {
            for (var x = 1; x < Cells - 1; x++)
            {
                var i = y * Cells + x;
                var laplacian = _cells[i - 1] + _cells[i + 1] + _cells[i - Cells] + _cells[i + Cells] - 4 * _cells[i];
                energy += laplacian * laplacian;
            }
        }

        energy /= (Cells - 2) * (Cells - 2);
        return (mean, Math.Clamp(MathF.Sqrt(energy / variance), 0, 1));
    }

    // The mean of up to 4 × 4 samples in each cell, so that a large face is smoothed before it is shrunk.
    private void Shrink(ReadOnlySpan<byte> luma, int width, int height, Box box)
    {
        var samples = Math.Clamp((int)MathF.Ceiling(box.Width / Cells), 1, 4);
        var (stepX, stepY) = (box.Width / (Cells * samples), box.Height / (Cells * samples));
        for (var row = 0; row < Cells; row++)
        {
            for (var column = 0; column < Cells; column++)
            {
                var sum = 0f;
                for (var sample = 0; sample < samples * samples; sample++)
                {
                    var x = box.X + (column * samples + sample % samples + 0.5f) * stepX - 0.5f;
                    var y = box.Y + (row * samples + sample / samples + 0.5f) * stepY - 0.5f;
                    sum += Bilinear(luma, width, height, x, y);
                }

                _cells[row * Cells + column] = sum / (samples * samples);
            }
        }
    }

    private static float Bilinear(ReadOnlySpan<byte> luma, int width, int height, float x, float y)
    {
        var left = Math.Clamp((int)x, 0, width - 2);
        var top = Math.Clamp((int)y, 0, height - 2);
        var (fx, fy) = (Math.Clamp(x - left, 0, 1), Math.Clamp(y - top, 0, 1));
        var i = top * width + left;
        var upper = luma[i] + (luma[i + 1] - luma[i]) * fx;
        var lower = luma[i + width] + (luma[i + width + 1] - luma[i + width]) * fx;
        return upper + (lower - upper) * fy;
    }
}
