using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>Glasses; lengths are centimetres, the colour is linear RGB.</summary>
/// <param name="HalfWidth">Of a lens.</param>
/// <param name="HalfHeight">Of a lens.</param>
/// <param name="Squareness">Exponent of the lens's outline: 2 is an ellipse, more is square.</param>
/// <param name="Rim">Half the thickness of the rim.</param>
/// <param name="Colour">Of the frame.</param>
internal sealed record GlassesLook(float HalfWidth, float HalfHeight, float Squareness, float Rim, Vector3 Colour)
{
    /// <summary>Draws glasses for one in four, for the old more often.</summary>
    public static GlassesLook? Draw(Dice dice, Character who) => !dice.Chance(0.16f + 0.22f * who.Years)
        ? null
        : new GlassesLook(
            dice.Uniform(2.2f, 2.75f), dice.Uniform(1.5f, 2.2f), dice.Uniform(2, 4.5f), dice.Uniform(0.06f, 0.2f),
            dice.Pick<Vector3>(
                (0.5f, new(0.012f, 0.012f, 0.014f)), (0.2f, new(0.09f, 0.04f, 0.02f)), (0.2f, new(0.35f, 0.33f, 0.30f)),
                (0.1f, new(0.1f, 0.02f, 0.03f))));
}

/// <summary>The pattern of a cloth.</summary>
internal enum ClothPattern
{
    /// <summary>One colour.</summary>
    Plain,

    /// <summary>Stripes across.</summary>
    Stripes,

    /// <summary>Checks.</summary>
    Checks,
}

/// <summary>What a person wears, and how large the person is; colours are linear RGB.</summary>
/// <param name="Top">Of the shirt.</param>
/// <param name="Second">Of stripes and checks.</param>
/// <param name="Pattern">Of the shirt.</param>
/// <param name="Trousers">Of the trousers.</param>
/// <param name="Shoes">Of the shoes.</param>
/// <param name="Height">Of the person in centimetres.</param>
/// <param name="Build">Breadth of shoulders and trunk; 1 is usual.</param>
/// <param name="Neckline">How far below the neck the shirt begins, in centimetres.</param>
internal sealed record Wardrobe(
    Vector3 Top, Vector3 Second, ClothPattern Pattern, Vector3 Trousers, Vector3 Shoes, float Height, float Build, float Neckline)
{
    /// <summary>Draws one.</summary>
    public static Wardrobe Draw(Dice dice, Character who)
    {
        var top = Colour(dice);
        return new Wardrobe(
            top, dice.Chance(0.5f) ? Colour(dice) : top * 0.4f + new Vector3(0.2f),
            dice.Pick((0.7f, ClothPattern.Plain), (0.15f, ClothPattern.Stripes), (0.15f, ClothPattern.Checks)),
            dice.Pick<Vector3>((0.5f, new(0.03f, 0.035f, 0.06f)), (0.3f, new(0.02f, 0.02f, 0.02f)), (0.2f, new(0.2f, 0.16f, 0.11f)))
            * dice.Uniform(0.6f, 1.6f),
            new Vector3(0.02f) * dice.Uniform(0.5f, 4),
            Height: 171 + 6.5f * who.Sex + dice.Normal(0, 6),
            Build: 1 + 0.06f * who.Sex + 0.06f * who.Weight,
            Neckline: dice.Uniform(0, 3));
    }

    // Dark and grey are worn more than bright.
    private static Vector3 Colour(Dice dice)
    {
        var hue = dice.Uniform(0, 6);
        var bright = dice.Chance(0.25f) ? 0.85f : dice.Uniform(0, 0.45f);
        var value = MathF.Pow(dice.Uniform(0.12f, 0.85f), 2);
        float Channel(float at)
        {
            var distance = MathF.Abs((hue - at + 9) % 6 - 3);
            return value * (1 - bright * Math.Clamp(distance - 1, 0, 1));
        }

        return new Vector3(Channel(0), Channel(2), Channel(4));
    }
}
