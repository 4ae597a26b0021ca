using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The folds above and below the eyes.</summary>
internal sealed class Lids(SyntheticPerson person) : ISkinCoat
{
    private readonly EyeShape _eyes = person.Head.Eyes;
    private readonly EyeOpening _opening = new(person.Head.Eyes);

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        var side = MathF.Abs(place.X) - _eyes.Distance;
        var across = side / _eyes.HalfWidth;
        if (place.Z < 0 || MathF.Abs(across) > 1.5f || MathF.Abs(place.Y) > 2.2f)
        {
            return;
        }

        var level = place.Y - _opening.Middle(side);
        var lid = _opening.Upper(across, place.X > 0, 0);
        var fade = Blend.Step(1.35f, 0.95f, MathF.Abs(across + 0.05f));
        var crease = lid + _eyes.Crease * (0.85f - 0.15f * across);
        var fold = _eyes.CreaseDepth * fade * Blend.Bump(level - crease, 0.055f);
        var hollow = 0.35f * _eyes.CreaseDepth * fade * Blend.Bump(level - crease - 0.12f, 0.22f);
        texel.Height -= 0.06f * fold;
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.50f, 0.40f, 0.38f), MathF.Min(1, 0.8f * fold + hollow));
        var below = -_opening.Lower(across, 0) + level;
        var rim = fade * Blend.Bump(below + 0.08f, 0.07f);
        var bag = _eyes.Bags * fade * Blend.Bump(below + 0.62f - 0.1f * across * across, 0.1f);
        texel.Height -= 0.05f * bag;
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.72f, 0.56f, 0.54f), MathF.Min(1, 0.5f * rim + 0.7f * bag));
    }
}
