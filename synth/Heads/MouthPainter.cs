using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Paints what is seen between parted lips onto the strip of skin that is stretched there.</summary>
internal sealed class MouthPainter(SyntheticPerson person)
{
    private static readonly Vector3 Teeth = new(0.60f, 0.56f, 0.48f);
    private static readonly Vector3 Dark = new(0.035f, 0.012f, 0.012f);
    private readonly FaceMotion _motion = new(person.Head);
    private readonly float _halfWidth = person.Head.Mouth.HalfWidth;

    /// <summary>The light from <paramref name="at"/>, inside of the mouth or skin.</summary>
    public Vector3 Over(Vector3 skin, in Vertex at, in Expression expression, Vector3 toEye, LightRig lights)
    {
        var across = MathF.Abs(at.Rest.X) / _halfWidth;
        var line = at.Rest.Y - _motion.LipLine(at.Rest.X);
        if (across > 1 || MathF.Abs(line) > 1.3f * FaceMotion.Seam)
        {
            return skin;
        }

        var parted = MathF.Max(expression.MouthOpen, 0.8f * expression.Smile) * (1 - across * across);
        var inside = Blend.Step(1.3f * FaceMotion.Seam, 0.9f * FaceMotion.Seam, MathF.Abs(line)) * Blend.Step(0.08f, 0.25f, parted);
        if (inside <= 0)
        {
            return skin;
        }

        // The upper teeth fill the top of the gap; the wider it is, the more of it is dark.
        var gap = 0.2f * expression.Smile + 0.75f * expression.MouthOpen;
        var down = (FaceMotion.Seam - line) / (2 * FaceMotion.Seam) * gap;
        var tooth = Blend.Step(0.42f, 0.34f, down) * Blend.Step(0.95f, 0.6f, across) * Blend.Step(0, 0.06f, down);
        var gaps = 1 - 0.35f * Blend.Bump(MathF.Abs(at.Rest.X % 0.72f) - 0.36f, 0.04f);
        var albedo = Blend.Mix(Dark, Teeth * gaps * (1 - 0.5f * across), tooth);
        return Blend.Mix(skin, lights.Lit(at, at.Normal, toEye, new Reflectance(albedo, new Vector3(0.2f), 0.05f * tooth, 40)), inside);
    }
}
