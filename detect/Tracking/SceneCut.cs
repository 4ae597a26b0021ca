namespace Analytics.Detect.Tracking;

/// <summary>
/// Notices a hard cut: the picture, as a grid of cell means, differs from the one before by more than motion within a scene makes it.
/// What light does is none: brightness is taken out, a picture that still correlates with the one before is the same scene in other
/// light, and one that is all black or all white is passed over.
/// </summary>
internal sealed class SceneCut(double threshold)
{
    private const int Columns = 32;
    private const int Rows = 18;

    // Two shots correlate by about 0, a scene with itself under a lamp, a flash or another iris by .9.
    private const float SameScene = 0.8f;

    // Variance of the cells, squared luma levels, below which a picture shows nothing.
    private const float Blank = 4;

    private float[] _before = new float[Columns * Rows];
    private float[] _now = new float[Columns * Rows];
    private float _varianceBefore;

    /// <summary>The change of the last picture, mean over the cells, in luma levels.</summary>
    public float Change { get; private set; }

    /// <summary>Whether a cut lies between the picture before and this one.</summary>
    /// <param name="luma"><c>byte[width × height]</c>.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public bool Happened(ReadOnlySpan<byte> luma, int width, int height)
    {
        Shrink(luma, width, height, _now);
        var variance = TakeOutMean(_now);
        Change = 0;
        if (variance < Blank)
        {
            return false;
        }

        float change = 0, covariance = 0;
        for (var i = 0; i < _now.Length; i++)
        {
            change += MathF.Abs(_now[i] - _before[i]) / _now.Length;
            covariance += _now[i] * _before[i] / _now.Length;
        }

        var isFirst = _varianceBefore == 0;
        var sameScene = covariance > SameScene * MathF.Sqrt(variance * _varianceBefore);
        (_before, _now, _varianceBefore) = (_now, _before, variance);
        Change = isFirst ? 0 : change;
        return threshold > 0 && Change > threshold && !sameScene;
    }

    /// <summary>The next picture has nothing before it.</summary>
    public void Reset() => _varianceBefore = 0;

    private static float TakeOutMean(Span<float> cells)
    {
        float mean = 0, variance = 0;
        foreach (var cell in cells)
        {
            mean += cell / cells.Length;
        }

        foreach (ref var cell in cells)
        {
            cell -= mean;
            variance += cell * cell / cells.Length;
        }

        return variance;
    }

    // Every fourth pixel of every fourth line is enough for a mean.
    private static void Shrink(ReadOnlySpan<byte> luma, int width, int height, Span<float> cells)
    {
        for (var row = 0; row < Rows; row++)
        {
            var (top, bottom) = (row * height / Rows, Math.Max((row + 1) * height / Rows, row * height / Rows + 1));
            for (var column = 0; column < Columns; column++)
            {
                var (left, right) = (column * width / Columns, Math.Max((column + 1) * width / Columns, column * width / Columns + 1));
                int sum = 0, count = 0;
                for (var y = top; y < bottom; y += 4)
                {
                    for (var x = left; x < right; x += 4)
                    {
                        sum += luma[y * width + x];
                        count++;
                    }
                }

                cells[row * Columns + column] = (float)sum / count;
            }
        }
    }
}
