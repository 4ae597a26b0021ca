using System.Numerics;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The skin of one head, painted once onto the rectangle of <see cref="HeadGrid"/> and then looked up.</summary>
internal sealed class SkinTexture
{
    private readonly int _size;
    private readonly Vector4[] _colours;
    private readonly Vector2[] _slopes;

    private SkinTexture(int size)
    {
        _size = size;
        _colours = new Vector4[size * size];
        _slopes = new Vector2[size * size];
    }

    /// <summary>Paints a skin of <paramref name="size"/> × <paramref name="size"/> texels.</summary>
    public static SkinTexture Paint(SyntheticPerson person, int size)
    {
        ISkinCoat[] coats =
        [
            new Pigment(person), new Wrinkles(person), new Lids(person), new Lips(person), new Beard(person), new Brows(person),
            new Scalp(person),
        ];
        var texture = new SkinTexture(size);
        var surface = new HeadSurface(person.Head);
        var places = new Vector3[size * size];
        var heights = new float[size * size];
        for (var row = 0; row < size; row++)
        {
            var y = HeadGrid.Height(person.Head, (row + 0.5f) / size);
            for (var column = 0; column < size; column++)
            {
                var place = surface.At(HeadGrid.Angle((column + 0.5f) / size), y);
                // What is painted knows the face as seen from the front, where the jaw's rise does not matter.
                var texel = default(SkinTexel);
                foreach (var coat in coats)
                {
                    coat.Lay(place with { Y = y }, ref texel);
                }

                var at = row * size + column;
                places[at] = place;
                heights[at] = texel.Height;
                texture._colours[at] = new Vector4(texel.Colour, texel.Gloss);
            }
        }

        texture.Slope(places, heights);
        return texture;
    }

    /// <summary>The same at half the size.</summary>
    public SkinTexture Halved()
    {
        var half = new SkinTexture(_size / 2);
        for (var row = 0; row < half._size; row++)
        {
            for (var column = 0; column < half._size; column++)
            {
                var at = 2 * row * _size + 2 * column;
                half._colours[row * half._size + column] = (_colours[at] + _colours[at + 1] + _colours[at + _size]
                    + _colours[at + _size + 1]) / 4;
                half._slopes[row * half._size + column] = (_slopes[at] + _slopes[at + 1] + _slopes[at + _size]
                    + _slopes[at + _size + 1]) / 4;
            }
        }

        return half;
    }

    /// <summary>Colour and gloss, and the slope to the right and down, at a place of the rectangle.</summary>
    public (Vector3 Colour, float Gloss, Vector2 Slope) At(Vector2 uv)
    {
        var (x, y) = (uv.X * _size - 0.5f, Math.Clamp(uv.Y * _size - 0.5f, 0, _size - 1.001f));
        var (left, top) = ((int)MathF.Floor(x), (int)y);
        var (right, share, down) = ((left + 1 + _size) % _size, x - left, y - top);
        left = (left + _size) % _size;
        var (a, b, c, d) = (top * _size + left, top * _size + right, (top + 1) * _size + left, (top + 1) * _size + right);
        var colour = Vector4.Lerp(Vector4.Lerp(_colours[a], _colours[b], share), Vector4.Lerp(_colours[c], _colours[d], share), down);
        var slope = Vector2.Lerp(Vector2.Lerp(_slopes[a], _slopes[b], share), Vector2.Lerp(_slopes[c], _slopes[d], share), down);
        return (new Vector3(colour.X, colour.Y, colour.Z), colour.W, slope);
    }

    private void Slope(Vector3[] places, float[] heights)
    {
        for (var row = 1; row < _size - 1; row++)
        {
            for (var column = 1; column < _size - 1; column++)
            {
                var at = row * _size + column;
                var across = (heights[at + 1] - heights[at - 1]) / MathF.Max(0.02f, Vector3.Distance(places[at + 1], places[at - 1]));
                var down = (heights[at + _size] - heights[at - _size]) / MathF.Max(0.02f,
                    Vector3.Distance(places[at + _size], places[at - _size]));
                _slopes[at] = Vector2.Clamp(new Vector2(across, down), new Vector2(-1.2f), new Vector2(1.2f));
            }
        }
    }
}
