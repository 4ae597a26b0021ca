using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>
/// The tone of the skin itself: blood in cheeks and nose, shadows around the eyes, uneven pigment, pores, freckles, moles.
/// </summary>
internal sealed class Pigment(SyntheticPerson person) : ISkinCoat
{
    private static readonly Vector3 Blood = new(1.06f, 0.80f, 0.80f);
    private static readonly Vector3 Brown = new(0.62f, 0.46f, 0.36f);
    private readonly Complexion _skin = person.Skin;
    private readonly HeadShape _head = person.Head;

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        var seed = _skin.Seed;
        var clouds = 0.6f * Noise.Cloud(place * 0.32f, seed) + 0.4f * Noise.Cloud(place * 1.1f, seed + 7);
        var pores = Noise.At(place * 7.5f, seed + 11);
        var colour = _skin.Skin * (1 + 0.3f * _skin.Blotches * clouds + 0.045f * pores);
        texel.Gloss = 0.1f + 0.16f * _skin.Shine;
        texel.Height = 0.012f * pores * (0.4f + 0.6f * _skin.Blotches) + 0.02f * Noise.At(place * 2.6f, seed + 13) * _skin.Blotches;
        if (place.Z > 0)
        {
            colour = Face(place, colour, ref texel);
        }

        texel.Colour = colour;
    }

    private Vector3 Face(Vector3 place, Vector3 colour, ref SkinTexel texel)
    {
        var side = MathF.Abs(place.X);
        var eyes = _head.Eyes;
        var red = 0.9f * Blend.Bump(side - 4, place.Y + 3.4f, 1.3f, 1.2f) + 0.8f * Blend.Bump(side, place.Y - _head.NoseTip, 1.1f, 0.8f)
            + 0.4f * Blend.Bump(side, place.Y - _head.Chin - 1.2f, 1.3f, 0.8f) + 0.35f * Blend.Bump(side, place.Y - 4.5f, 2.5f, 1);
        colour *= Vector3.Lerp(Vector3.One, Blood, red * _skin.Blush * (0.75f + 0.25f * Noise.At(place * 1.7f, _skin.Seed + 5)));
        var socket = Blend.Bump(side - eyes.Distance + 0.1f, place.Y + 0.55f, 1.25f, 0.55f)
            + 0.6f * Blend.Bump(side - eyes.Distance + 1.1f, place.Y - 0.3f, 0.7f, 0.7f)
            + 0.5f * Blend.Bump(side - eyes.Distance, place.Y - 0.6f, 1.3f, 0.4f);
        colour *= Vector3.Lerp(Vector3.One, new Vector3(0.66f, 0.55f, 0.56f), MathF.Min(1, socket) * _skin.EyeShadow);
        // The middle of the face is oily.
        texel.Gloss *= 1 + 0.7f * Blend.Bump(side, place.Y - 1, 2.2f, 3);
        colour = Freckled(place, side, colour);
        foreach (var mole in _skin.Moles)
        {
            var distance = Vector2.Distance(new Vector2(place.X, place.Y), new Vector2(mole.X, mole.Y));
            var dark = Blend.Step(mole.Radius * 1.25f, mole.Radius * 0.75f, distance);
            colour *= Vector3.Lerp(Vector3.One, Brown * 0.45f, dark * mole.Darkness);
            texel.Height += 0.05f * dark * mole.Radius;
        }

        // Lighter and darker regions that are this face's alone.
        var own = 0.28f * Noise.Cloud(MathF.Sqrt(side * side + 0.4f) * 0.35f, place.Y * 0.35f, _head.Seed + 9);
        colour *= new Vector3(1 + own, 1 + 1.15f * own, 1 + 1.25f * own);
        return colour;
    }

    private Vector3 Freckled(Vector3 place, float side, Vector3 colour)
    {
        if (_skin.Freckles <= 0)
        {
            return colour;
        }

        var where = Blend.Bump(side - 2.6f, place.Y + 2.6f, 2.1f, 1.5f) + 0.8f * Blend.Bump(side, place.Y + 2, 1.4f, 1.6f)
            + 0.4f * Blend.Bump(side, place.Y - 4, 4, 2);
        var spots = Blend.Step(0.34f, 0.62f,
            Noise.At(place * 3.4f, _skin.Seed + 21) * 0.7f + Noise.At(place * 5.7f, _skin.Seed + 22) * 0.5f);
        return colour * Vector3.Lerp(Vector3.One, Brown * 1.1f, spots * MathF.Min(1, where) * _skin.Freckles);
    }
}
