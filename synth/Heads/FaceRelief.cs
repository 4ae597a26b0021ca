using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>
/// What stands out of the smooth front of a head, and what lies deeper: nose, sockets, lips, cheeks, chin. A sum of soft bumps.
/// </summary>
internal sealed class FaceRelief(HeadShape head)
{
    /// <summary>The forward displacement in centimetres at a place of the face, seen from the front.</summary>
    public float At(float x, float y)
    {
        var side = MathF.Abs(x);
        return Nose(x, y) + Eyes(side, y) + Forehead(side, y) + Cheeks(side, y) + Mouth(x, y) + Chin(x, y) + Own(x, y);
    }

    // Bumps and hollows that no measure describes, the two sides alike.
    private float Own(float x, float y)
    {
        var side = MathF.Sqrt(x * x + 0.6f);
        var (u, v) = (0.8f * side + 0.6f * y, 0.8f * y - 0.6f * side);
        return 0.75f * Noise.Cloud(u * 0.3f, v * 0.3f, head.Seed) + 0.38f * Noise.Cloud(u * 0.55f, v * 0.55f, head.Seed + 5);
    }

    private float Nose(float x, float y)
    {
        var nose = head.Nose;
        const float Root = 1.1f;
        if (y > Root + 0.6f || y < head.NoseBase - 0.5f || MathF.Abs(x) > 3.4f)
        {
            return 0;
        }

        var along = Math.Clamp((Root - y) / (Root - head.NoseTip), 0, 1.3f);
        var down = MathF.Min(1, along);
        var middle = nose.Bend * down;
        var height = Blend.Mix(nose.Bridge, nose.Tip, MathF.Pow(down, 1.35f)) + nose.Hump * Blend.Bump(along - 0.45f, 0.16f);
        var width = Blend.Mix(nose.BridgeWidth, nose.TipWidth, Blend.Step(0.15f, 1, down));
        var flank = MathF.Abs(x - middle) / (width * (1.05f + (0.2f + 0.55f * nose.Flare) * down));
        var ridge = height * MathF.Exp(-MathF.Pow(flank, nose.Sharpness)) * Blend.Step(Root + 0.6f, Root - 0.7f, y);
        var under = Blend.Step(head.NoseBase - 0.1f, head.NoseTip - 0.12f, y);
        var ball = 0.24f * Blend.Bump(x - middle, y - head.NoseTip, 0.55f * nose.TipWidth, 0.5f);
        var wing = nose.Width / 2 - 0.42f;
        var wings = (0.92f + 0.12f * (nose.Width - 3.4f))
            * Blend.Bump(MathF.Abs(x - middle) - wing, y - head.NoseBase - 0.62f, 0.3f, 0.36f);
        var foot = Blend.Step(head.NoseBase - 0.12f, head.NoseBase + 0.18f, y);
        return ridge * under + ball * under + wings * foot * MathF.Max(0.25f, 1 - 0.35f * ridge * under);
    }

    private float Eyes(float side, float y)
    {
        var eyes = head.Eyes;
        var x = side - eyes.Distance;
        var socket = -eyes.Depth * Blend.Bump(x + 0.1f, y - 0.25f, 1.35f, 0.82f);
        var corner = -0.35f * Blend.Bump(side - eyes.Distance + 1.7f, y - 0.2f, 0.5f, 0.6f);
        var ball = 0.62f * Blend.Bump(x, y + 0.02f, 0.85f, 0.58f);
        var bag = 0.16f * eyes.Bags * Blend.Bump(x, y + 1.15f, 0.9f, 0.28f)
            - 0.1f * eyes.Bags * Blend.Bump(x + 0.3f, y + 1.65f, 1.1f, 0.22f);
        return socket + corner + ball + bag;
    }

    private float Forehead(float side, float y) =>
        head.Forehead * Blend.Bump(side, y - 4.6f, 3.6f, 1.7f) + head.BrowRidge * Blend.Bump(side - 2.7f, y - 1.75f, 1.6f, 0.5f)
        + 0.5f * head.BrowRidge * Blend.Bump(side, y - 1.7f, 0.9f, 0.45f);

    private float Cheeks(float side, float y)
    {
        var bones = head.Cheekbones * Blend.Bump(side - 4.5f, y + 2.2f, 1.2f, 0.9f);
        var fullness = head.CheekFullness * Blend.Bump(side - 4.1f, y - head.LipLine - 1, 1.3f, 1.9f);
        return bones + fullness;
    }

    private float Mouth(float x, float y)
    {
        var mouth = head.Mouth;
        var line = y - head.LipLine;
        if (line > 3 || line < -3.5f)
        {
            return 0;
        }

        var across = MathF.Abs(x) / mouth.HalfWidth;
        var lips = MathF.Sqrt(MathF.Max(0, 1 - across * across * 0.85f)) * Blend.Step(1.25f, 0.7f, across);
        var upper = (0.2f + 0.24f * mouth.Upper) * Blend.Bump(line - 0.45f * mouth.Upper, 0.36f * mouth.Upper + 0.05f);
        var lower = (0.2f + 0.26f * mouth.Lower) * Blend.Bump(line + 0.5f * mouth.Lower, 0.36f * mouth.Lower + 0.05f);
        var barrel = mouth.Forward * Blend.Bump(x, line - 0.1f, 1.8f, 1.05f);
        var seam = -0.24f * Blend.Bump(line, 0.09f) * Blend.Step(1.1f, 0.85f, across);
        var corner = -0.22f * Blend.Bump(MathF.Abs(x) - mouth.HalfWidth - 0.1f, line, 0.3f, 0.35f);
        var groove = -mouth.Philtrum * Blend.Bump(x, 0.2f) * Blend.Step(0.3f, 0.9f, line)
            * Blend.Step(mouth.Drop + 0.1f, mouth.Drop - 0.6f, line);
        return (upper + lower) * lips + barrel + seam + corner + groove;
    }

    private float Chin(float x, float y)
    {
        var ball = (0.3f + 0.4f * head.ChinForward) * Blend.Bump(x, y - head.Chin - 1.15f, 1.15f, 0.72f);
        var cleft = -head.ChinCleft * Blend.Bump(x, y - head.Chin - 1, 0.18f, 0.55f);
        var fold = -0.16f * Blend.Bump(x, y - head.LipLine + 0.5f * (head.LipLine - head.Chin) - 0.15f, 1.5f, 0.32f);
        return ball + cleft + fold;
    }
}
