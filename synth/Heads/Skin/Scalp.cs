using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The roots of the hair on the skin: all that shows of shorn hair, and the soft edge of any other.</summary>
internal sealed class Scalp(SyntheticPerson person) : ISkinCoat
{
    private readonly HairLook _hair = person.Hair;
    private readonly Hairline _line = new(person.Hair);

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        var angle = MathF.Atan2(place.X, place.Z + 0.8f);
        var above = place.Y - _line.At(angle);
        if (above < -0.8f)
        {
            return;
        }

        var ragged = 0.3f * Noise.At(place * 1.5f, _hair.Seed) + 0.18f * Noise.At(place * 5, _hair.Seed + 1);
        var top = _line.Bare(angle, place.Y);
        var dense = Blend.Step(-0.35f, 0.45f, above + ragged) * (1 - top);
        var strands = 0.6f + 0.4f * Noise.At(new Vector3(place.X * 5, place.Y * 1.2f, place.Z * 5), _hair.Seed + 2);
        var cover = dense * (_hair.Cut is HairCut.Bald or HairCut.Shorn ? 0.82f : 0.95f) * (0.7f + 0.3f * strands);
        texel.Colour = Blend.Mix(texel.Colour, _hair.Colour * (0.7f + 0.5f * strands), cover);
        texel.Gloss *= 1 - 0.7f * cover;
        texel.Height += 0.03f * cover * strands;
    }
}
