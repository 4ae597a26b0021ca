using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>How hair is worn.</summary>
internal enum HairCut
{
    /// <summary>None on top; a short ring around it or nothing at all.</summary>
    Bald,

    /// <summary>A few millimetres.</summary>
    Shorn,

    /// <summary>Short at the sides, some on top.</summary>
    Short,

    /// <summary>Over the ears.</summary>
    Medium,

    /// <summary>Curls that stand off.</summary>
    Curly,

    /// <summary>To the chin.</summary>
    Bob,

    /// <summary>To the shoulders or longer.</summary>
    Long,

    /// <summary>Tied at the back.</summary>
    Tied,
}

/// <summary>The hair of a head; colours are linear RGB, lengths centimetres.</summary>
internal sealed record HairLook
{
    /// <summary>How it is worn.</summary>
    public required HairCut Cut { get; init; }

    /// <summary>Its colour.</summary>
    public required Vector3 Colour { get; init; }

    /// <summary>How far it stands off the skull.</summary>
    public required float Volume { get; init; }

    /// <summary>Height of the hairline above the eyes, in the middle.</summary>
    public required float Hairline { get; init; }

    /// <summary>How far the hairline draws back above the temples.</summary>
    public required float Receding { get; init; }

    /// <summary>How far a peak reaches down in the middle of the hairline.</summary>
    public required float Peak { get; init; }

    /// <summary>How far a fringe falls below the hairline; 0 for none.</summary>
    public required float Fringe { get; init; }

    /// <summary>Where it is parted: −1 left to 1 right; a fringe is longer on the other side.</summary>
    public required float Part { get; init; }

    /// <summary>Where long hair ends, below the eyes.</summary>
    public required float Length { get; init; }

    /// <summary>0 straight to 1 very wavy.</summary>
    public required float Waves { get; init; }

    /// <summary>0 to 1: the share of white hairs.</summary>
    public required float Grey { get; init; }

    /// <summary>Of the noise in the strands.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether strands hang down beside the face.</summary>
    public bool Hangs => Cut is HairCut.Bob or HairCut.Long;

    /// <summary>Whether there is enough of it to stand off the skull.</summary>
    public bool HasVolume => Cut is not (HairCut.Bald or HairCut.Shorn);

    /// <summary>Draws one.</summary>
    public static HairLook Draw(Dice dice, Character who)
    {
        var (male, female) = (who.Masculinity, 1 - who.Masculinity);
        var bald = male * who.Years;
        var cut = dice.Pick(
            (1.1f * bald * bald + 0.04f * male, HairCut.Bald), ((0.3f + 0.7f * who.Kin.Y) * male + 0.03f, HairCut.Shorn),
            (0.95f * male + 0.1f, HairCut.Short),
            (0.25f * male + 0.2f * female, HairCut.Medium), (0.1f + who.Of(0.05f, 0.9f, 0, 0.1f), HairCut.Curly),
            (0.4f * female, HairCut.Bob),
            (0.8f * female + 0.06f * male, HairCut.Long), (0.45f * female, HairCut.Tied));
        var grey = Math.Clamp(1.9f * (who.Years - 0.42f) + dice.Normal(0, 0.25f), 0, 1);
        var receding = Math.Clamp(1.9f * bald + dice.Normal(0.2f, 0.5f), 0, 3);
        return new HairLook
        {
            Cut = cut,
            Colour = Tone(dice.Fork("colour"), who, grey),
            Grey = grey,
            Volume = cut switch
            {
                HairCut.Curly => dice.Uniform(1.6f, 4.2f),
                HairCut.Short => dice.Uniform(0.6f, 1.9f),
                HairCut.Tied => dice.Uniform(0.35f, 0.7f),
                _ => dice.Uniform(0.7f, 1.9f),
            },
            Hairline = 6.3f + 0.4f * receding + dice.Normal(0, 0.6f),
            Receding = receding,
            Peak = dice.Chance(0.25f) ? dice.Uniform(0.3f, 1) : 0,
            Fringe = cut switch
            {
                HairCut.Medium or HairCut.Bob or HairCut.Long => dice.Chance(0.45f) ? dice.Uniform(1.2f, 4.2f) : 0,
                HairCut.Short or HairCut.Curly => dice.Chance(0.4f) ? dice.Uniform(0.6f, 2.4f) : 0,
                _ => 0,
            },
            Part = dice.Uniform(-0.8f, 0.8f),
            Length = cut == HairCut.Bob ? dice.Uniform(7, 12) : dice.Uniform(14, 28),
            Waves = dice.Chance(0.4f) ? dice.Uniform(0.3f, 1) : dice.Uniform(0, 0.15f),
            Seed = dice.Whole(),
        };
    }

    private static Vector3 Tone(Dice dice, Character who, float grey)
    {
        var pale = who.Kin.X + 0.15f * who.Kin.W;
        var natural = dice.Pick<Vector3>(
            (0.25f + who.Of(0, 3, 3, 1.2f), new(0.012f, 0.010f, 0.010f)), (0.8f, new(0.035f, 0.021f, 0.014f)),
            (0.7f * pale + 0.1f, new(0.085f, 0.048f, 0.027f)),
            (0.7f * pale, new(0.19f, 0.115f, 0.06f)), (0.6f * pale, new(0.40f, 0.27f, 0.14f)), (0.28f * pale, new(0.26f, 0.075f, 0.025f)),
            (0.05f, new(0.14f, 0.03f, 0.035f)));
        return Vector3.Lerp(natural * dice.Uniform(0.8f, 1.25f), new Vector3(0.42f, 0.41f, 0.40f) * dice.Uniform(0.75f, 1.2f),
            0.95f * grey);
    }
}
