using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The hairs of the brows.</summary>
internal sealed class Brows(SyntheticPerson person) : ISkinCoat
{
    private readonly BrowLook _look = person.Brows;
    private readonly int _seed = person.Skin.Seed + 51;

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        var side = MathF.Abs(place.X);
        if (place.Z < 0 || side < _look.Inner - 0.6f || side > _look.Outer + 0.6f || place.Y < 0.3f || place.Y > 4.5f)
        {
            return;
        }

        var along = (side - _look.Inner) / (_look.Outer - _look.Inner);
        var lift = place.X > 0 ? _look.Unevenness : 0;
        var bend = along < _look.ArchAt ? along / _look.ArchAt : (1 - along) / (1 - _look.ArchAt);
        var middle = _look.Height + lift + _look.Slope * (side - 3)
            + _look.Arch * (MathF.Sin(MathF.PI / 2 * Math.Clamp(bend, -0.5f, 1)) - 0.5f);
        var thickness = _look.Thickness * Blend.Mix(1, 0.3f, Blend.Step(0.35f, 1.05f, along)) * Blend.Step(-0.25f, 0.12f, along);
        // Hairs lie outward and up at the inner end, outward and down at the outer one.
        var lean = Blend.Mix(1.6f, -0.5f, Math.Clamp(along * 1.5f, 0, 1));
        var across = side * 1 + (place.Y - middle) * -lean;
        var hairs = 0.62f + 0.5f * Noise.At(across * 8, (place.Y - middle) * 1.4f, _seed)
            + 0.2f * Noise.At(across * 15, place.Y * 3, _seed + 1);
        var ragged = 0.08f * Noise.At(side * 6, place.Y * 3, _seed + 2);
        var inside = Blend.Step(0.5f * thickness + 0.14f, 0.5f * thickness - 0.08f, MathF.Abs(place.Y - middle) + ragged)
            * Blend.Step(-0.06f, 0.1f, along) * Blend.Step(1.06f, 0.9f, along);
        var cover = Math.Clamp(inside * hairs * 1.35f * _look.Density, 0, 0.96f);
        texel.Colour = Blend.Mix(texel.Colour, _look.Colour * (0.8f + 0.4f * hairs), cover);
        texel.Height += 0.03f * cover;
        texel.Gloss *= 1 - 0.6f * cover;
    }
}
