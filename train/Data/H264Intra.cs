using System.Runtime.InteropServices;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>
/// What a key frame of H.264 leaves of a picture (ITU-T H.264): blocks of 4 × 4, each predicted from its left or upper neighbours, the
/// transform of what is left quantised, colours at half the sides, edges of blocks smoothed. It writes no stream: only the loss is made.
/// </summary>
internal static class H264Intra
{
    private const int Side = 4;
    private const float DeadZone = 1 / 3f;

    // The orthonormal discrete cosine transform of four values, row by row.
    private static readonly float[] Cosines =
    [
        .. Enumerable.Range(0, Side * Side).Select(i =>
            MathF.Sqrt((i < Side ? 1f : 2f) / Side) * MathF.Cos(MathF.PI * (i % Side + 0.5f) * (i / Side) / Side)),
    ];

    /// <summary>Codes an 8-bit BGR picture in place.</summary>
    /// <param name="face">Its sides are multiples of 8.</param>
    /// <param name="quantiser">The quantisation parameter, 0–51: cameras use 25–45.</param>
    public static void Apply(Mat face, int quantiser)
    {
        using var colours = new Mat();
        Cv2.CvtColor(face, colours, ColorConversionCodes.BGR2YCrCb);
        var planes = Cv2.Split(colours);
        Code(planes[0], quantiser);
        foreach (var chroma in planes[1..])
        {
            using var half = new Mat();
            Cv2.Resize(chroma, half, new Size(face.Cols / 2, face.Rows / 2), 0, 0, InterpolationFlags.Area);
            Code(half, quantiser);
            Cv2.Resize(half, chroma, face.Size(), 0, 0, InterpolationFlags.Linear);
        }

        Cv2.Merge(planes, colours);
        Cv2.CvtColor(colours, face, ColorConversionCodes.YCrCb2BGR);
        foreach (var plane in planes)
        {
            plane.Dispose();
        }
    }

    private static void Code(Mat plane, int quantiser)
    {
        plane.GetArray(out byte[] pixels);
        var coded = new Coded(pixels, plane.Cols, plane.Rows);
        coded.Quantise(0.625f * MathF.Pow(2, quantiser / 6f));
        coded.Smooth(quantiser);
        plane.SetArray(pixels);
    }

    // A plane that is coded in place: what lies before a block is what a decoder would have there.
    [StructLayout(LayoutKind.Auto)]
    private readonly ref struct Coded(Span<byte> pixels, int width, int height)
    {
        private readonly Span<byte> _pixels = pixels;

        public void Quantise(float step)
        {
            for (var y = 0; y < height; y += Side)
            {
                for (var x = 0; x < width; x += Side)
                {
                    Block(x, y, step);
                }
            }
        }

        private void Block(int x, int y, float step)
        {
            Span<float> predicted = stackalloc float[Side * Side];
            Span<float> left = stackalloc float[Side * Side];
            Predict(x, y, predicted);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = _pixels[(y + i / Side) * width + x + i % Side] - predicted[i];
            }

            Quantise(left, step);
            for (var i = 0; i < left.Length; i++)
            {
                _pixels[(y + i / Side) * width + x + i % Side] = (byte)Math.Clamp(MathF.Round(predicted[i] + left[i]), 0, 255);
            }
        }

        /// <summary>Smooths the edges of blocks where the step is one of the quantiser and not of the picture.</summary>
        public void Smooth(int quantiser)
        {
            var (step, slope) = (0.8f * (MathF.Pow(2, quantiser / 6f) - 1), 0.5f * quantiser - 7);
            for (var y = 0; y < height; y++)
            {
                for (var x = Side; x < width; x += Side)
                {
                    Edge(y * width + x, 1, step, slope);
                }
            }

            for (var y = Side; y < height; y += Side)
            {
                for (var x = 0; x < width; x++)
                {
                    Edge(y * width + x, width, step, slope);
                }
            }
        }

        private void Edge(int at, int stride, float step, float slope)
        {
            int p1 = _pixels[at - 2 * stride], p0 = _pixels[at - stride], q0 = _pixels[at], q1 = _pixels[at + stride];
            if (Math.Abs(p0 - q0) < step && Math.Abs(p1 - p0) < slope && Math.Abs(q1 - q0) < slope)
            {
                _pixels[at - stride] = (byte)((2 * p1 + p0 + q1 + 2) / 4);
                _pixels[at] = (byte)((2 * q1 + q0 + p1 + 2) / 4);
            }
        }

        // Whichever is nearest: the column on the left, the row above, or the mean of both.
        private void Predict(int x, int y, Span<float> best)
        {
            Span<float> candidate = stackalloc float[Side * Side];
            var least = float.PositiveInfinity;
            for (var mode = 0; mode < 3; mode++)
            {
                if ((mode == 1 && x == 0) || (mode == 2 && y == 0))
                {
                    continue;
                }

                var mean = Mean(x, y);
                var error = 0f;
                for (var i = 0; i < candidate.Length; i++)
                {
                    var (row, column) = (y + i / Side, x + i % Side);
                    candidate[i] = mode switch
                    {
                        0 => mean,
                        1 => _pixels[row * width + x - 1],
                        _ => _pixels[(y - 1) * width + column],
                    };
                    error += MathF.Abs(candidate[i] - _pixels[row * width + column]);
                }

                if (error < least)
                {
                    least = error;
                    candidate.CopyTo(best);
                }
            }
        }

        private float Mean(int x, int y)
        {
            var (sum, count) = (0, 0);
            for (var i = 0; i < Side; i++)
            {
                if (x > 0)
                {
                    sum += _pixels[(y + i) * width + x - 1];
                    count++;
                }

                if (y > 0)
                {
                    sum += _pixels[(y - 1) * width + x + i];
                    count++;
                }
            }

            return count == 0 ? 128 : (float)sum / count;
        }

        private static void Quantise(Span<float> block, float step)
        {
            Span<float> frequencies = stackalloc float[Side * Side];
            Turn(block, frequencies, forward: true);
            for (var i = 0; i < frequencies.Length; i++)
            {
                var level = MathF.Floor(MathF.Abs(frequencies[i]) / step + DeadZone);
                frequencies[i] = MathF.CopySign(level * step, frequencies[i]);
            }

            Turn(frequencies, block, forward: false);
        }

        private static void Turn(ReadOnlySpan<float> from, Span<float> to, bool forward)
        {
            for (var r = 0; r < Side; r++)
            {
                for (var c = 0; c < Side; c++)
                {
                    var sum = 0f;
                    for (var i = 0; i < Side * Side; i++)
                    {
                        var (y, x) = (i / Side, i % Side);
                        sum += from[i] * (
                            forward ? Cosines[r * Side + y] * Cosines[c * Side + x] : Cosines[y * Side + r] * Cosines[x * Side + c]);
                    }

                    to[r * Side + c] = sum;
                }
            }
        }
    }
}
