using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>A beard, or the shadow of a shaven one.</summary>
internal sealed class Beard(SyntheticPerson person) : ISkinCoat
{
    private readonly HeadShape _head = person.Head;
    private readonly BeardLook _look = person.Beard;
    private readonly FaceMotion _motion = new(person.Head);
    private readonly int _seed = person.Skin.Seed + 61;

    /// <summary>How thick the beard is at a place, 0 to 1.</summary>
    public float Thickness(Vector3 place)
    {
        if (place.Z < -1.5f || place.Y > 2)
        {
            return 0;
        }

        var (side, y) = (MathF.Abs(place.X), place.Y);
        var line = y - _motion.LipLine(place.X);
        var ragged = 0.3f * Noise.At(place * 1.6f, _seed + 3);
        var mouth = _head.Mouth;
        var lips = Lip(side, line);
        var goatee = _look.Chin * Blend.Step(2.6f, 1.9f, side + ragged - 0.12f * line) * Blend.Step(-0.2f, -1.1f, line);
        var upper = _look.Moustache * Blend.Step(mouth.HalfWidth + 0.75f, mouth.HalfWidth + 0.1f, side + ragged)
            * Blend.Step(mouth.Drop - 0.1f, mouth.Drop - 0.5f, line + 0.12f * side) * Blend.Step(-0.9f, 0.2f, line);
        var front = Blend.Step(-1.5f, 1.5f, place.Z);
        var cheekLine = Blend.Mix(-0.6f, _look.CheekLine + 0.7f, Blend.Step(2, 6.2f, side));
        var cheeks = _look.Cheeks * Blend.Step(cheekLine + 0.5f, cheekLine - 0.4f, line + ragged) * Blend.Step(1.6f, 3, side)
            * Math.Clamp(front + 0.3f, 0, 1);
        return MathF.Max(goatee, MathF.Max(upper, cheeks)) * (1 - lips);
    }

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        if (_look.Shadow > 0)
        {
            Shadow(place, ref texel);
        }

        var thickness = Thickness(place);
        if (thickness <= 0)
        {
            return;
        }

        var hairs = 0.55f + 0.35f * Noise.At(new Vector3(place.X * 6, place.Y * 2.2f, place.Z * 6), _seed)
            + 0.3f * Noise.At(place * 11, _seed + 1);
        var cover = Math.Clamp(thickness * (0.55f + 0.75f * hairs), 0, 0.97f);
        texel.Colour = Blend.Mix(texel.Colour, _look.Colour * (0.65f + 0.7f * hairs), cover);
        texel.Height += 0.07f * cover * hairs;
        texel.Gloss *= 1 - 0.6f * cover;
    }

    private void Shadow(Vector3 place, ref SkinTexel texel)
    {
        var line = place.Y - _motion.LipLine(place.X);
        var side = MathF.Abs(place.X);
        if (place.Z < 0 || line > 2.6f)
        {
            return;
        }

        var where = Blend.Step(2.2f, 0.8f, line - 0.25f * MathF.Max(0, side - 2)) * Blend.Step(6.4f, 5, side) * (1 - Lip(side, line));
        where *= MathF.Max(Blend.Step(_head.Mouth.Drop, _head.Mouth.Drop - 0.6f, line), Blend.Step(2, 3, side));
        var stubble = 0.75f + 0.25f * Noise.At(place * 8, _seed + 7);
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.56f, 0.58f, 0.64f), where * _look.Shadow * stubble);
    }

    private float Lip(float side, float line)
    {
        var mouth = _head.Mouth;
        var edge = MathF.Sqrt(MathF.Max(0, 1 - side * side / (mouth.HalfWidth * mouth.HalfWidth)));
        return Blend.Step(1.15f, 0.95f, side / mouth.HalfWidth) * (line > 0 ? Blend.Step(mouth.Upper * edge + 0.2f, mouth.Upper * edge,
            line) : Blend.Step(mouth.Lower * edge + 0.25f, mouth.Lower * edge, -line));
    }
}
