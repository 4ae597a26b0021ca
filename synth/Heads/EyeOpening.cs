using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>The lines of the lids. Across runs from −1 at the nose to 1 at the temple.</summary>
internal sealed class EyeOpening(EyeShape eyes)
{
    /// <summary>Height of the line between the corners, <paramref name="outward"/> centimetres from the middle of the eye.</summary>
    public float Middle(float outward) => eyes.Tilt * outward;

    /// <summary>Height of the upper lid above that line, where the eye is open so far: <paramref name="closed"/> 0 to 1.</summary>
    public float Upper(float across, bool right, float closed)
    {
        var from = across - eyes.Peak;
        var share = MathF.Abs(from) / (from > 0 ? 1 - eyes.Peak : 1 + eyes.Peak);
        var arch = 1 - MathF.Pow(MathF.Min(1, share), eyes.Roundness);
        var height = 0.6f * (eyes.Opening + (right ? eyes.Unevenness : 0));
        return arch * (height + closed * (-0.3f * eyes.Opening - height));
    }

    /// <summary>Height of the lower lid, below that line; <paramref name="raised"/> 0 to 1.</summary>
    public float Lower(float across, float raised)
    {
        var from = across - 0.1f;
        var share = MathF.Abs(from) / (from > 0 ? 0.9f : 1.1f);
        return -0.4f * eyes.Opening * (1 - 0.45f * raised) * (1 - MathF.Pow(MathF.Min(1, share), 2.3f));
    }
}
