using System.Numerics;
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

    private const int MostSamples = 4;

    private readonly float[] _cells = new float[Cells * Cells];
    private readonly (int Pixel, float Weight)[] _across = new (int, float)[Cells * MostSamples];
    private readonly float[] _upper = new float[Cells];
    private readonly float[] _lower = new float[Cells];

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

    // The mean of up to 4 × 4 bilinear samples in each cell, so that a large face is smoothed before it is shrunk. Bilinear sampling is
    // separable: each line of the picture is sampled and summed up across once, and pairs of lines are then blended.
    private void Shrink(ReadOnlySpan<byte> luma, int width, int height, Box box)
    {
        var samples = Math.Clamp((int)MathF.Ceiling(box.Width / Cells), 1, MostSamples);
        var (stepX, stepY) = (box.Width / (Cells * samples), box.Height / (Cells * samples));
        for (var sample = 0; sample < Cells * samples; sample++)
        {
            _across[sample] = Place(box.X + (sample + 0.5f) * stepX - 0.5f, width);
        }

        var (upper, lower) = (_upper, _lower);
        var line = -1;
        Array.Clear(_cells);
        for (var sample = 0; sample < Cells * samples; sample++)
        {
            var (top, weight) = Place(box.Y + (sample + 0.5f) * stepY - 0.5f, height);
            if (top != line)
            {
                (upper, lower) = (lower, upper);
                if (top != line + 1 || line < 0)
                {
                    SumAcross(luma.Slice(top * width, width), samples, upper);
                }

                SumAcross(luma.Slice((top + 1) * width, width), samples, lower);
                line = top;
            }

            Blend(upper, lower, weight, 1f / (samples * samples), _cells.AsSpan(sample / samples * Cells, Cells));
        }
    }

    // The pixel before a position, and how far towards the next one it lies.
    private static (int Pixel, float Weight) Place(float position, int length)
    {
        var pixel = Math.Clamp((int)position, 0, length - 2);
        return (pixel, Math.Clamp(position - pixel, 0, 1));
    }

    private void SumAcross(ReadOnlySpan<byte> line, int samples, float[] sums)
    {
        for (var cell = 0; cell < Cells; cell++)
        {
            var sum = 0f;
            foreach (var (pixel, weight) in _across.AsSpan(cell * samples, samples))
            {
                sum += line[pixel] + (line[pixel + 1] - line[pixel]) * weight;
            }

            sums[cell] = sum;
        }
    }

    private static void Blend(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, float share, Span<float> cells)
    {
        for (var cell = 0; cell < Cells; cell += Vector<float>.Count)
        {
            var (above, below) = (new Vector<float>(upper[cell..]), new Vector<float>(lower[cell..]));
            (new Vector<float>(cells[cell..]) + (above + (below - above) * weight) * share).CopyTo(cells[cell..]);
        }
    }
}
