using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The red of the lips, the dark line between them, and the nostrils.</summary>
internal sealed class Lips(SyntheticPerson person) : ISkinCoat
{
    private readonly HeadShape _head = person.Head;
    private readonly Complexion _skin = person.Skin;
    private readonly FaceMotion _motion = new(person.Head);

    /// <inheritdoc/>
    public void Lay(Vector3 place, ref SkinTexel texel)
    {
        var (x, y) = (place.X, place.Y);
        if (place.Z < 3 || MathF.Abs(x) > 4)
        {
            return;
        }

        if (MathF.Abs(y - _head.NoseBase) < 1.2f)
        {
            Nostrils(x, y, ref texel);
        }

        var mouth = _head.Mouth;
        var across = MathF.Abs(x) / mouth.HalfWidth;
        var line = y - _motion.LipLine(x);
        if (across > 1.15f || line > mouth.Upper + 0.5f || line < -mouth.Lower - 0.5f)
        {
            return;
        }

        var edge = MathF.Max(0, 1 - across * across);
        var upper = mouth.Upper * (MathF.Pow(edge, 0.75f) - mouth.Bow * Blend.Bump(x, 0.32f))
            * (1 + 0.22f * Blend.Bump(MathF.Abs(x) - 0.6f, 0.35f));
        var lower = mouth.Lower * MathF.Pow(edge, 0.6f);
        var red = line >= 0 ? Blend.Step(upper + 0.07f, upper - 0.07f, line) : Blend.Step(lower + 0.1f, lower - 0.1f, -line);
        red *= Blend.Step(1.04f, 0.94f, across);
        var folds = 1 + 0.1f * Noise.At(x * 5, y * 1.2f, _skin.Seed + 41);
        texel.Colour = Blend.Mix(texel.Colour, _skin.Lips * folds * (line > 0 ? 0.86f : 1), red * 0.92f);
        texel.Gloss += 0.12f * red * (line < 0 ? 1 : 0.5f);
        texel.Height += 0.012f * red * Noise.At(x * 6, y * 0.8f, _skin.Seed + 42);
        var seam = Blend.Bump(line, 0.05f) * Blend.Step(1.1f, 0.97f, across)
            + 0.4f * Blend.Bump(line, 0.13f) * Blend.Step(1.05f, 0.8f, across);
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.30f, 0.20f, 0.20f), MathF.Min(1, seam));
        // The shadow under the lower lip.
        var under = Blend.Bump(line + mouth.Lower + 0.25f, 0.2f) * Blend.Step(0.9f, 0.4f, across);
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.74f, 0.68f, 0.66f), under);
    }

    private void Nostrils(float x, float y, ref SkinTexel texel)
    {
        var nose = _head.Nose;
        var side = MathF.Abs(x - nose.Bend) - 0.21f * nose.Width;
        var hole = Blend.Bump(side, y - _head.NoseBase - 0.16f - 0.35f * MathF.Max(0, side),
            (0.12f + 0.1f * nose.Nostrils) * nose.Width / 3.4f, 0.09f + 0.07f * nose.Nostrils);
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.10f, 0.06f, 0.055f), MathF.Min(1, (0.4f + 1.4f * nose.Nostrils) * hole));
        // The groove behind the wing, and the shadow under the nose.
        var wing = Blend.Bump(MathF.Abs(x - nose.Bend) - 0.5f * nose.Width - 0.06f, y - _head.NoseBase - 0.5f, 0.12f, 0.36f);
        var under = Blend.Bump(x - nose.Bend, y - _head.NoseBase + 0.05f, 0.36f * nose.Width, 0.12f);
        texel.Colour *= Vector3.Lerp(Vector3.One, new Vector3(0.60f, 0.48f, 0.46f), MathF.Min(1, 0.85f * wing + 0.5f * under));
    }
}
