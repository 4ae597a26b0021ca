using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>A part of a picture, in whole pixels.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct Tile(int Left, int Top, int Width, int Height)
{
    /// <summary>The part that lies in a picture of this size.</summary>
    public Tile Within(int width, int height)
    {
        var (left, top) = (Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height));
        return new Tile(left, top, Math.Clamp(Left + Width, left, width) - left, Math.Clamp(Top + Height, top, height) - top);
    }
}

/// <summary>One pixel of a drawn object.</summary>
/// <param name="Colour">Linear RGB, multiplied by <paramref name="Cover"/>.</param>
/// <param name="Cover">The share of the pixel that the object covers.</param>
/// <param name="Face">The share of the pixel that its face covers.</param>
/// <param name="Depth">The distance along the view, in centimetres.</param>
internal readonly record struct LayerPixel(Vector3 Colour, float Cover, float Face, float Depth);

/// <summary>
/// Draws triangles into a tile of a picture: first which triangle is nearest at each sample, then the light of those alone
/// (Burns and Hunt, "The visibility buffer", 2013).
/// </summary>
internal sealed class Layer
{
    private const int Nobody = -1;
    private const int TriangleBits = 20;
    private readonly List<Drawn> _drawn = [];
    private readonly Camera _camera;
    private readonly Tile _tile;
    private readonly int _samples;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _nearness;
    private readonly int[] _owner;

    /// <param name="camera">Sees it.</param>
    /// <param name="tile">The part of the camera's picture.</param>
    /// <param name="samples">Along each side of a pixel.</param>
    public Layer(Camera camera, Tile tile, int samples)
    {
        (_camera, _tile, _samples) = (camera, tile, samples);
        (_width, _height) = (tile.Width * samples, tile.Height * samples);
        _nearness = new float[_width * _height];
        _owner = new int[_width * _height];
        Array.Fill(_owner, Nobody);
    }

    /// <summary>Draws a mesh of the world.</summary>
    public void Draw(Vertex[] vertices, int[] indices, Material material)
    {
        var screen = new Vector3[vertices.Length];
        for (var i = 0; i < vertices.Length; i++)
        {
            var seen = _camera.Project(vertices[i].Position);
            screen[i] = new Vector3(
                (seen.X + 0.5f - _tile.Left) * _samples - 0.5f, (seen.Y + 0.5f - _tile.Top) * _samples - 0.5f,
                seen.Z < Camera.Near ? 0 : 1 / seen.Z);
        }

        var drawn = new Drawn(vertices, indices, material, screen);
        _drawn.Add(drawn);
        for (var triangle = 0; triangle < indices.Length / 3; triangle++)
        {
            Fill(drawn, _drawn.Count - 1, triangle);
        }
    }

    /// <summary>The pixels of the tile, row by row.</summary>
    public LayerPixel[] Resolve(LightRig lights)
    {
        var pixels = new LayerPixel[_tile.Width * _tile.Height];
        for (var y = 0; y < _tile.Height; y++)
        {
            for (var x = 0; x < _tile.Width; x++)
            {
                pixels[y * _tile.Width + x] = Pixel(x, y, lights);
            }
        }

        return pixels;
    }

    private LayerPixel Pixel(int x, int y, LightRig lights)
    {
        var share = 1f / (_samples * _samples);
        Vector3 colour = default, last = default;
        float cover = 0, face = 0, nearness = 0;
        var lastDrawn = Nobody;
        for (var sample = 0; sample < _samples * _samples; sample++)
        {
            var (sx, sy) = (x * _samples + sample % _samples, y * _samples + sample / _samples);
            var at = sy * _width + sx;
            var owner = _owner[at];
            if (owner == Nobody)
            {
                continue;
            }

            var index = owner >> TriangleBits;
            var drawn = _drawn[index];
            if (index != lastDrawn || drawn.Material.IsFine)
            {
                var place = drawn.At(owner & ((1 << TriangleBits) - 1), sx, sy);
                last = drawn.Material.Shade(place, Vector3.Normalize(_camera.Place - place.Position), lights);
                face += drawn.Material.IsFace(place) ? share : 0;
                lastDrawn = index;
            }

            colour += last * share;
            cover += share;
            nearness = MathF.Max(nearness, _nearness[at]);
        }

        return cover > 0 ? new LayerPixel(colour, cover, face, 1 / nearness) : default;
    }

    private void Fill(Drawn drawn, int index, int triangle)
    {
        var (a, b, c) = drawn.Corners(triangle);
        var area = (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
        // The picture's y points down: what is counter-clockwise in the world has a negative area here.
        if (a.Z <= 0 || b.Z <= 0 || c.Z <= 0 || MathF.Abs(area) < 1e-9f || (area > 0 && !drawn.Material.TwoSided))
        {
            return;
        }

        var left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, MathF.Min(b.X, c.X))));
        var right = Math.Min(_width - 1, (int)MathF.Floor(MathF.Max(a.X, MathF.Max(b.X, c.X))));
        var top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, MathF.Min(b.Y, c.Y))));
        var bottom = Math.Min(_height - 1, (int)MathF.Floor(MathF.Max(a.Y, MathF.Max(b.Y, c.Y))));
        var scale = 1 / area;
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var u = ((b.X - x) * (c.Y - y) - (b.Y - y) * (c.X - x)) * scale;
                var v = ((c.X - x) * (a.Y - y) - (c.Y - y) * (a.X - x)) * scale;
                var w = 1 - u - v;
                if (u < 0 || v < 0 || w < 0)
                {
                    continue;
                }

                var at = y * _width + x;
                var nearness = u * a.Z + v * b.Z + w * c.Z;
                if (nearness > _nearness[at] && (!drawn.Material.HasHoles || drawn.Material.Covers(drawn.At(triangle, x, y))))
                {
                    _nearness[at] = nearness;
                    _owner[at] = index << TriangleBits | triangle;
                }
            }
        }
    }

    private sealed class Drawn(Vertex[] vertices, int[] indices, Material material, Vector3[] screen)
    {
        public Material Material => material;

        public (Vector3 A, Vector3 B, Vector3 C) Corners(int triangle) =>
            (screen[indices[3 * triangle]], screen[indices[3 * triangle + 1]], screen[indices[3 * triangle + 2]]);

        /// <summary>What lies between the corners at a sample, in the right perspective.</summary>
        public Vertex At(int triangle, float x, float y)
        {
            var (a, b, c) = Corners(triangle);
            var u = ((b.X - x) * (c.Y - y) - (b.Y - y) * (c.X - x)) * a.Z;
            var v = ((c.X - x) * (a.Y - y) - (c.Y - y) * (a.X - x)) * b.Z;
            var w = ((a.X - x) * (b.Y - y) - (a.Y - y) * (b.X - x)) * c.Z;
            var sum = u + v + w;
            (u, v, w) = (u / sum, v / sum, w / sum);
            ref readonly var p = ref vertices[indices[3 * triangle]];
            ref readonly var q = ref vertices[indices[3 * triangle + 1]];
            ref readonly var r = ref vertices[indices[3 * triangle + 2]];
            return new Vertex
            {
                Position = u * p.Position + v * q.Position + w * r.Position,
                Normal = Vector3.Normalize(u * p.Normal + v * q.Normal + w * r.Normal),
                Rest = u * p.Rest + v * q.Rest + w * r.Rest,
                Uv = u * p.Uv + v * q.Uv + w * r.Uv,
                Openness = u * p.Openness + v * q.Openness + w * r.Openness,
            };
        }
    }
}
