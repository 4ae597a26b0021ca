namespace Analytics.Synth.Chance;

/// <summary>
/// A smooth function through given points that nowhere overshoots them (Fritsch and Carlson, "Monotone piecewise cubic
/// interpolation", 1980); constant outside.
/// </summary>
internal sealed class Curve
{
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _slope;

    /// <param name="points">In whatever order of x; no x twice.</param>
    public Curve(params ReadOnlySpan<(float X, float Y)> points)
    {
        var sorted = points.ToArray();
        Array.Sort(sorted, (left, right) => left.X.CompareTo(right.X));
        _x = Array.ConvertAll(sorted, point => point.X);
        _y = Array.ConvertAll(sorted, point => point.Y);
        _slope = new float[_x.Length];
        for (var i = 1; i < _x.Length - 1; i++)
        {
            var (left, right) = (Secant(i - 1), Secant(i));
            _slope[i] = left * right <= 0 ? 0 : 2 * left * right / (left + right);
        }

        _slope[0] = Secant(0);
        _slope[^1] = Secant(_x.Length - 2);
    }

    /// <summary>The value at <paramref name="x"/>.</summary>
    public float At(float x)
    {
        if (x <= _x[0])
        {
            return _y[0];
        }

        if (x >= _x[^1])
        {
            return _y[^1];
        }

        var i = 0;
        while (x > _x[i + 1])
        {
            i++;
        }

        var width = _x[i + 1] - _x[i];
        var t = (x - _x[i]) / width;
        var s = 1 - t;
        return s * s * (1 + 2 * t) * _y[i] + t * t * (3 - 2 * t) * _y[i + 1] + width * (s * s * t * _slope[i] - t * t * s * _slope[i + 1]);
    }

    private float Secant(int i) => (_y[i + 1] - _y[i]) / (_x[i + 1] - _x[i]);
}
