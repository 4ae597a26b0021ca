using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>Where the hair of a head begins, around it.</summary>
internal sealed class Hairline
{
    private const float Degrees = 180 / MathF.PI;
    private readonly HairLook _hair;
    private readonly Curve _height;

    public Hairline(HairLook hair)
    {
        _hair = hair;
        var (front, back) = (hair.Hairline, hair.Receding);
        var burns = hair.Cut is HairCut.Bald or HairCut.Tied ? 0.6f : -1.4f;
        _height = new Curve(
            (0, front), (18, front + 0.05f), (36, front + 0.55f * back), (50, front - 1 + 0.45f * back), (61, 3.4f + 0.3f * back),
            (70, 1.4f), (76, burns),
            (84, burns), (91, 1.2f), (104, 1.7f), (116, -2.5f), (140, -6), (180, -6.8f));
    }

    /// <summary>The height at an angle from the front.</summary>
    public float At(float angle)
    {
        var degrees = MathF.Abs(angle) * Degrees;
        return _height.At(degrees) - _hair.Peak * Blend.Bump(degrees, 6);
    }

    /// <summary>How bare the head is above the hairline: bald people keep a ring.</summary>
    public float Bare(float angle, float y)
    {
        if (_hair.Cut != HairCut.Bald)
        {
            return 0;
        }

        var degrees = MathF.Abs(angle) * Degrees;
        var ring = _hair.Receding < 1 ? -20 : Blend.Mix(1.8f, 4.5f, Blend.Step(60, 150, degrees));
        return MathF.Max(Blend.Step(ring - 0.6f, ring + 0.8f, y), Blend.Step(70, 62, degrees));
    }
}
