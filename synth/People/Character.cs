using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>What many features of a person have in common; drawn first.</summary>
/// <param name="Masculinity">0 to 1; most people lie near an end.</param>
/// <param name="Age">In years.</param>
/// <param name="Weight">Normally distributed: below 0 lean, above 0 heavy.</param>
/// <param name="Melanin">Of the skin, 0 to 1.</param>
/// <param name="Kin">
/// Shares, of the sum 1, in four bundles of features that go together in people: a high narrow nose and deep eyes (X); a broad nose and
/// full lips (Y); a flat face and narrow eyes (Z); an aquiline nose and strong brows (W).
/// </param>
internal sealed record Character(float Masculinity, float Age, float Weight, float Melanin, Vector4 Kin)
{
    /// <summary>0 for the young, 1 at about eighty.</summary>
    public float Years => Math.Clamp((Age - 22) / 55, 0, 1);

    /// <summary>−1 to 1.</summary>
    public float Sex => 2 * Masculinity - 1;

    /// <summary>Draws one.</summary>
    public static Character Draw(Dice dice)
    {
        var male = dice.Chance(0.5f);
        var masculinity = Math.Clamp(dice.Normal(male ? 0.92f : 0.08f, 0.1f), 0, 1);
        var kin = Shares(dice.Fork("kin"));
        var melanin = Math.Clamp(Vector4.Dot(kin, new Vector4(0.08f, 0.85f, 0.26f, 0.45f)) + dice.Normal(0, 0.12f), 0, 1);
        return new Character(masculinity, dice.Uniform(18, 76), dice.Normal(), melanin, kin);
    }

    /// <summary>The sum of what each bundle adds.</summary>
    public float Of(float x, float y, float z, float w) => Vector4.Dot(Kin, new Vector4(x, y, z, w));

    // Most people have most of one bundle, some are mixed.
    private static Vector4 Shares(Dice dice)
    {
        float Share() => MathF.Pow(dice.Uniform(), 4) + 0.01f;
        var shares = new Vector4(Share(), Share(), Share(), Share());
        return shares / (shares.X + shares.Y + shares.Z + shares.W);
    }
}
