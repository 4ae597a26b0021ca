using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>A dark spot of the skin, in centimetres of the face.</summary>
internal readonly record struct Mole(float X, float Y, float Radius, float Darkness);

/// <summary>The skin of a person; colours are linear RGB.</summary>
internal sealed record Complexion
{
    /// <summary>The colour of the cheeks without their blush.</summary>
    public required Vector3 Skin { get; init; }

    /// <summary>The colour of the lips.</summary>
    public required Vector3 Lips { get; init; }

    /// <summary>0 to 1: how red cheeks, nose and ears are.</summary>
    public required float Blush { get; init; }

    /// <summary>0 to 1: how dark it is around the eyes.</summary>
    public required float EyeShadow { get; init; }

    /// <summary>0 to 1.</summary>
    public required float Freckles { get; init; }

    /// <summary>0 to 1: unevenness of the pigment.</summary>
    public required float Blotches { get; init; }

    /// <summary>0 to 1.</summary>
    public required float Wrinkles { get; init; }

    /// <summary>Of the fold from nose to mouth, 0 to 1.</summary>
    public required float Fold { get; init; }

    /// <summary>0 matt to 1 shiny.</summary>
    public required float Shine { get; init; }

    /// <summary>Moles of the face.</summary>
    public required IReadOnlyList<Mole> Moles { get; init; }

    /// <summary>Of the noise in the skin.</summary>
    public required int Seed { get; init; }

    private static readonly (float At, Vector3 Colour)[] Tones =
    [
        (0, new(0.72f, 0.50f, 0.40f)), (0.25f, new(0.60f, 0.39f, 0.285f)), (0.45f, new(0.47f, 0.29f, 0.19f)),
        (0.65f, new(0.31f, 0.175f, 0.105f)),
        (0.85f, new(0.165f, 0.085f, 0.05f)), (1, new(0.085f, 0.044f, 0.028f)),
    ];

    /// <summary>Draws one.</summary>
    public static Complexion Draw(Dice dice, Character who)
    {
        var skin = Tone(who.Melanin) * new Vector3(dice.Normal(1, 0.04f), dice.Normal(1, 0.035f), dice.Normal(1, 0.06f));
        var painted = dice.Chance(who.Masculinity < 0.4f ? 0.4f : 0);
        var red = new Vector3(dice.Uniform(0.30f, 0.52f), dice.Uniform(0.04f, 0.13f), dice.Uniform(0.06f, 0.15f));
        var pale = 1 - who.Melanin;
        return new Complexion
        {
            Skin = skin,
            Lips = painted
                ? Vector3.Lerp(skin, red, dice.Uniform(0.45f, 0.95f))
                : Vector3.Lerp(skin, skin * new Vector3(0.84f, 0.48f, 0.50f), dice.Uniform(0.5f, 1.15f)),
            Blush = Math.Clamp(0.4f + dice.Normal(0, 0.28f), 0, 1),
            EyeShadow = Math.Clamp(0.32f + 0.25f * who.Years + dice.Normal(0, 0.22f), 0, 1),
            Freckles = dice.Chance(0.05f + 0.22f * pale) ? dice.Uniform(0.3f, 1) : 0,
            Blotches = Math.Clamp(0.35f + 0.25f * who.Years + dice.Normal(0, 0.2f), 0.08f, 1),
            Wrinkles = Math.Clamp(1.15f * who.Years - 0.1f + dice.Normal(0, 0.15f), 0, 1),
            Fold = Math.Clamp(0.16f + 0.6f * who.Years + 0.08f * who.Weight + dice.Normal(0, 0.18f), 0, 1),
            Shine = Math.Clamp(0.4f + dice.Normal(0, 0.2f), 0.05f, 1),
            Moles = [.. Spots(dice.Fork("moles"))],
            Seed = dice.Whole(),
        };
    }

    private static IEnumerable<Mole> Spots(Dice dice)
    {
        var count = dice.Below(4) + dice.Below(3);
        for (var i = 0; i < count; i++)
        {
            yield return new Mole(
                dice.Uniform(-5.5f, 5.5f), dice.Uniform(-10, 5), dice.Uniform(0.06f, dice.Chance(0.2f) ? 0.32f : 0.17f),
                dice.Uniform(0.35f, 0.85f));
        }
    }

    private static Vector3 Tone(float melanin)
    {
        for (var i = 1; i < Tones.Length; i++)
        {
            if (melanin <= Tones[i].At)
            {
                return Vector3.Lerp(Tones[i - 1].Colour, Tones[i].Colour, (melanin - Tones[i - 1].At) / (Tones[i].At - Tones[i - 1].At));
            }
        }

        return Tones[^1].Colour;
    }
}
