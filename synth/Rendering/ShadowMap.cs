using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>How far each ray of a distant light gets before it meets something, within a ball.</summary>
internal sealed class ShadowMap
{
    private const int Size = 128;
    private const float Bias = 0.35f;
    private readonly float[] _height = new float[Size * Size];
    private readonly Vector3 _centre;
    private readonly Vector3 _right;
    private readonly Vector3 _up;
    private readonly Vector3 _from;
    private readonly float _scale;

    /// <param name="from">The direction that the light comes from, of length 1.</param>
    /// <param name="centre">Of the ball.</param>
    /// <param name="radius">Of the ball.</param>
    public ShadowMap(Vector3 from, Vector3 centre, float radius)
    {
        _from = from;
        _centre = centre;
        _right = Vector3.Normalize(Vector3.Cross(MathF.Abs(from.Y) > 0.95f ? Vector3.UnitX : Vector3.UnitY, from));
        _up = Vector3.Cross(from, _right);
        _scale = Size / (2 * radius);
        Array.Fill(_height, float.NegativeInfinity);
    }

    /// <summary>Lets a mesh of the world throw its shadow.</summary>
    public void Draw(ReadOnlySpan<Vertex> vertices, ReadOnlySpan<int> indices)
    {
        var seen = new Vector3[vertices.Length];
        for (var i = 0; i < vertices.Length; i++)
        {
            seen[i] = Seen(vertices[i].Position);
        }

        for (var i = 0; i + 2 < indices.Length; i += 3)
        {
            Fill(seen[indices[i]], seen[indices[i + 1]], seen[indices[i + 2]]);
        }
    }

    /// <summary>How much of the light arrives at <paramref name="place"/>, 0 to 1; all of it outside the ball.</summary>
    public float Light(Vector3 place)
    {
        var seen = Seen(place);
        var (x, y) = (seen.X - 0.5f, seen.Y - 0.5f);
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        if (left < 1 || top < 1 || left >= Size - 2 || top >= Size - 2)
        {
            return 1;
        }

        // Nine neighbours weighed by how near they are: the edge of the shadow is soft.
        float sum = 0, weights = 0;
        for (var j = -1; j <= 2; j++)
        {
            var wy = MathF.Max(0, 1.5f - MathF.Abs(y - top - j));
            for (var i = -1; i <= 2; i++)
            {
                var weight = wy * MathF.Max(0, 1.5f - MathF.Abs(x - left - i));
                weights += weight;
                sum += _height[(top + j) * Size + left + i] > seen.Z + Bias ? 0 : weight;
            }
        }

        return sum / weights;
    }

    private Vector3 Seen(Vector3 place)
    {
        var from = place - _centre;
        return new Vector3(
            Size / 2 + _scale * Vector3.Dot(from, _right), Size / 2 + _scale * Vector3.Dot(from, _up), Vector3.Dot(from, _from));
    }

    private void Fill(Vector3 a, Vector3 b, Vector3 c)
    {
        var left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, MathF.Min(b.X, c.X)) - 0.5f));
        var right = Math.Min(Size - 1, (int)MathF.Floor(MathF.Max(a.X, MathF.Max(b.X, c.X)) - 0.5f));
        var top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, MathF.Min(b.Y, c.Y)) - 0.5f));
        var bottom = Math.Min(Size - 1, (int)MathF.Floor(MathF.Max(a.Y, MathF.Max(b.Y, c.Y)) - 0.5f));
        var area = (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
        if (MathF.Abs(area) < 1e-6f)
        {
            return;
        }

        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var (px, py) = (x + 0.5f, y + 0.5f);
                var u = ((b.X - px) * (c.Y - py) - (b.Y - py) * (c.X - px)) / area;
                var v = ((c.X - px) * (a.Y - py) - (c.Y - py) * (a.X - px)) / area;
                var w = 1 - u - v;
                if (u >= 0 && v >= 0 && w >= 0)
                {
                    ref var height = ref _height[y * Size + x];
                    height = MathF.Max(height, u * a.Z + v * b.Z + w * c.Z);
                }
            }
        }
    }
}
