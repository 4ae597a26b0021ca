using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>Lines of the forehead, between the brows, beside the eyes, and from the nose to the mouth.</summary>
internal sealed class Wrinkles(SyntheticPerson person) : ISkinCoat
{
    private readonly Complexion _skin = person.Skin;
    private readonly HeadShape _head = person.Head;
    private readonly float _spacing = 0.62f + 0.25f * Noise.Corner(1, 0, 0, person.Skin.Seed);

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        if (place.Z <= 0)
        {
            return;
        }

        var side = MathF.Abs(place.X);
        var depth = _skin.Wrinkles * (Forehead(place, side) + Frown(side, place.Y) + Crow(place, side)) + _skin.Fold * Fold(place, side)
            + 0.5f * _skin.Wrinkles * Marionette(place.Y, side);
        if (depth > 0)
        {
            texel.Height -= 0.07f * depth;
            texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.70f, 0.60f, 0.58f), MathF.Min(1, 0.75f * depth));
        }
    }

    private float Forehead(Vector3 place, float side)
    {
        var where = Blend.Step(2.6f, 3.4f, place.Y) * Blend.Step(6.2f, 5.2f, place.Y) * Blend.Step(5, 3.2f, side);
        if (where <= 0)
        {
            return 0;
        }

        var wave = (place.Y + 0.22f * Noise.At(place.X * 0.5f, place.Y * 0.3f, _skin.Seed + 31)) / (_spacing + 0.4f);
        var line = MathF.Abs(wave - MathF.Round(wave)) * (_spacing + 0.4f);
        return where * Blend.Bump(line, 0.07f) * Blend.Step(-0.7f, 0.3f, Noise.At(place.X * 0.4f, MathF.Round(wave) * 5, _skin.Seed + 32));
    }

    private static float Frown(float side, float y) =>
        0.9f * Blend.Bump(side - 0.55f - 0.05f * (y - 2), 0.08f) * Blend.Bump(y - 2.2f, 0.45f);

    private float Crow(Vector3 place, float side)
    {
        var (x, y) = (side - _head.Eyes.Distance - _head.Eyes.HalfWidth - 0.15f, place.Y - _head.Eyes.Tilt);
        if (x is < 0 or > 1.6f || MathF.Abs(y) > 1.3f)
        {
            return 0;
        }

        var ray = MathF.Atan2(y, x + 0.5f) / 0.36f;
        return 0.8f * Blend.Bump(ray - MathF.Round(ray), 0.11f) * Blend.Step(0, 0.3f, x) * Blend.Step(1.5f, 0.7f, x);
    }

    // A line from beside the wing of the nose around the corner of the mouth.
    private float Fold(Vector3 place, float side)
    {
        var (top, bottom) = (_head.NoseBase + 0.9f, _head.LipLine - 0.4f);
        var down = (top - place.Y) / (top - bottom);
        if (down is < 0 or > 1)
        {
            return 0;
        }

        var line = Blend.Mix(_head.Nose.Width / 2 + 0.15f, _head.Mouth.HalfWidth + 0.95f, MathF.Pow(down, 0.8f));
        return 1.3f * Blend.Bump(side - line, 0.14f) * Blend.Step(0, 0.2f, down) * Blend.Step(1, 0.6f, down);
    }

    private float Marionette(float y, float side) =>
        Blend.Bump(side - _head.Mouth.HalfWidth - 0.25f, 0.12f) * Blend.Step(_head.LipLine - 2.2f, _head.LipLine - 0.9f, y)
            * Blend.Step(_head.LipLine, _head.LipLine - 0.4f, y);
}
