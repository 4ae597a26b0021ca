namespace Analytics.Detect.Tracking;

/// <summary>
/// Notices a hard cut: the picture, as a grid of cell means, differs from the one before by more than motion within a scene makes it.
/// The overall brightness is taken out, so that a flash or an opening iris is none.
/// </summary>
internal sealed class SceneCut(double threshold)
{
    private const int Columns = 32;
    private const int Rows = 18;
    private readonly float[] _before = new float[Columns * Rows];
    private readonly float[] _now = new float[Columns * Rows];
    private bool _seen;

    /// <summary>The change of the last picture, mean over the cells, in luma levels.</summary>
    public float Change { get; private set; }

    /// <summary>Whether a cut lies between the picture before and this one.</summary>
    /// <param name="luma"><c>byte[width × height]</c>.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public bool Happened(ReadOnlySpan<byte> luma, int width, int height)
    {
        Shrink(luma, width, height, _now);
        var mean = 0f;
        var meanBefore = 0f;
        for (var i = 0; i < _now.Length; i++)
        {
            mean += _now[i] / _now.Length;
            meanBefore += _before[i] / _now.Length;
        }

        var change = 0f;
        for (var i = 0; i < _now.Length; i++)
        {
            change += MathF.Abs(_now[i] - mean - (_before[i] - meanBefore)) / _now.Length;
        }

        _now.CopyTo(_before, 0);
        Change = _seen ? change : 0;
        _seen = true;
        return threshold > 0 && Change > threshold;
    }

    /// <summary>The next picture has nothing before it.</summary>
    public void Reset() => _seen = false;

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
