using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>From light to the numbers of a picture, and back.</summary>
internal static class Tone
{
    private const int Steps = 4096;
    private const float Brightest = 4;
    private static readonly float[] Curve = [.. Enumerable.Range(0, Steps + 1).Select(step => Encode(Brightest * step / Steps))];

    /// <summary>Linear light to 0–255: the sRGB curve with a soft shoulder, as cameras have it.</summary>
    public static float Picture(float light)
    {
        var place = Math.Clamp(light, 0, Brightest) * (Steps / Brightest);
        var step = Math.Min(Steps - 1, (int)place);
        return Curve[step] + (Curve[step + 1] - Curve[step]) * (place - step);
    }

    /// <summary>How bright a colour looks.</summary>
    public static float Luminance(Vector3 colour) => Vector3.Dot(colour, new Vector3(0.2126f, 0.7152f, 0.0722f));

    private static float Encode(float light)
    {
        // Straight up to 0.6, then it bends towards 1.
        var soft = light <= 0.6f ? light : 0.6f + 0.4f * (1 - MathF.Exp(-(light - 0.6f) / 0.4f));
        return 255 * (soft <= 0.0031308f ? 12.92f * soft : 1.055f * MathF.Pow(soft, 1 / 2.4f) - 0.055f);
    }
}
