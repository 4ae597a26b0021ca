using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>Moves the skin of a face as its expression asks.</summary>
internal sealed class FaceMotion(HeadShape head)
{
    /// <summary>Half the height of the strip between the lips, which opens to the inside of the mouth.</summary>
    public const float Seam = 0.07f;

    /// <summary>The height of the line between the lips at <paramref name="x"/>.</summary>
    public float LipLine(float x)
    {
        var across = Math.Clamp(x / head.Mouth.HalfWidth, -1.2f, 1.2f);
        return head.LipLine + head.Mouth.Slant * x + head.Mouth.Corners * across * across
            - 0.1f * head.Mouth.Bow * Blend.Bump(x, 0.5f);
    }

    /// <summary>How far the place <paramref name="p"/> of the head at rest moves.</summary>
    public Vector3 Of(Vector3 p, in Expression expression)
    {
        if (p.Z < 0)
        {
            return Vector3.Zero;
        }

        var move = Vector3.Zero;
        if (expression.Smile > 0)
        {
            move += expression.Smile * Smile(p);
        }

        if (expression.MouthOpen > 0)
        {
            move += expression.MouthOpen * Open(p);
        }

        if (expression.Brows != 0)
        {
            move.Y += 0.4f * expression.Brows * Blend.Bump(MathF.Abs(p.X) - 2.6f, p.Y - 2, 2, 0.7f);
        }

        return move;
    }

    private Vector3 Smile(Vector3 p)
    {
        var mouth = head.Mouth;
        var side = MathF.Abs(p.X);
        var line = p.Y - LipLine(p.X);
        var corner = Blend.Bump(side - mouth.HalfWidth, line, 0.85f, 0.85f);
        var cheek = Blend.Bump(side - 4.1f, p.Y + 3.1f, 1.2f, 1);
        var lips = Blend.Bump(p.X, line, 1.5f, 0.75f);
        var teeth = 0.2f * lips * Blend.Step(-Seam, Seam, line);
        return new Vector3(MathF.Sign(p.X) * 0.42f * corner, 0.38f * corner + 0.22f * cheek + teeth,
            0.28f * cheek - 0.3f * corner - 0.16f * lips);
    }

    private Vector3 Open(Vector3 p)
    {
        var line = p.Y - LipLine(p.X);
        var below = Blend.Step(Seam, -Seam, line);
        var across = Math.Clamp(p.X / (head.Mouth.HalfWidth * 1.05f), -1, 1);
        var gap = 1 - across * across;
        // The lips part in the middle; the jaw as a whole goes down, more at the chin than at its angle.
        var jaw = Blend.Step(0, -3, line) * Blend.Step(-1, 6, p.Z);
        return new Vector3(0, (-0.75f * below * gap * Blend.Step(-3, -0.5f, line)) - 0.95f * jaw, -0.35f * jaw);
    }
}
