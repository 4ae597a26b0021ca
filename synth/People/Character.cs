using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>What many features of a person have in common; drawn first.</summary>
/// <param name="Masculinity">0 to 1; most people lie near an end.</param>
/// <param name="Age">In years.</param>
/// <param name="Weight">Normally distributed: below 0 lean, above 0 heavy.</param>
/// <param name="Melanin">Of the skin, 0 to 1.</param>
internal sealed record Character(float Masculinity, float Age, float Weight, float Melanin)
{
    /// <summary>0 for the young, 1 at about eighty.</summary>
    public float Years => Math.Clamp((Age - 22) / 55, 0, 1);

    /// <summary>−1 to 1.</summary>
    public float Sex => 2 * Masculinity - 1;

    /// <summary>Draws one.</summary>
    public static Character Draw(Dice dice)
    {
        var male = dice.Chance(0.5f);
        var masculinity = Math.Clamp(dice.Normal(male ? 0.88f : 0.12f, 0.12f), 0, 1);
        return new Character(masculinity, dice.Uniform(19, 74), dice.Normal(), MathF.Pow(dice.Uniform(), 1.25f));
    }
}
