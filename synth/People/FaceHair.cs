using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>The brows; lengths are centimetres of the face.</summary>
/// <param name="Height">Of their middle above the eyes.</param>
/// <param name="Thickness">Of the thick end.</param>
/// <param name="Arch">How far their peak lies above the line between their ends.</param>
/// <param name="ArchAt">Where the peak lies, 0 inner to 1 outer end.</param>
/// <param name="Slope">How much higher the outer end lies, as a slope.</param>
/// <param name="Inner">From the middle of the face to the inner end.</param>
/// <param name="Outer">From the middle of the face to the outer end.</param>
/// <param name="Density">0 to 1.</param>
/// <param name="Unevenness">How much higher the right one of the picture lies.</param>
/// <param name="Colour">Linear RGB.</param>
internal sealed record BrowLook(
    float Height, float Thickness, float Arch, float ArchAt, float Slope, float Inner, float Outer, float Density, float Unevenness,
        Vector3 Colour)
{
    /// <summary>Draws them.</summary>
    public static BrowLook Draw(Dice dice, Character who, HairLook hair) => new(
        Height: Math.Clamp(1.95f - 0.34f * who.Sex + dice.Normal(0, 0.351f), 1.2f, 2.9f),
        Thickness: Math.Clamp(0.46f + who.Of(0, 0, -0.08f, 0.22f) + 0.18f * who.Sex + dice.Normal(0, 0.23f), 0.16f, 1.05f),
        Arch: MathF.Max(0, 0.3f - 0.14f * who.Sex + dice.Normal(0, 0.27f)),
        ArchAt: dice.Uniform(0.45f, 0.75f),
        Slope: dice.Normal(0.03f, 0.121f),
        Inner: Math.Clamp(1.3f - who.Of(0, 0, -0.1f, 0.35f) - 0.12f * who.Sex + dice.Normal(0, 0.405f), 0.45f, 2),
        Outer: Math.Clamp(5.0f + dice.Normal(0, 0.472f), 4, 5.8f),
        Density: Math.Clamp(0.76f + 0.1f * who.Sex + dice.Normal(0, 0.27f), 0.25f, 1),
        Unevenness: dice.Normal(0, 0.095f),
        Colour: Vector3.Lerp(hair.Colour, new Vector3(0.02f, 0.015f, 0.012f), dice.Uniform(0.15f, 0.75f)));
}

/// <summary>Where a beard grows, each 0 to 1; lengths are centimetres.</summary>
/// <param name="Chin">On the chin.</param>
/// <param name="Cheeks">Along the jaw.</param>
/// <param name="Moustache">On the upper lip.</param>
/// <param name="CheekLine">How high it reaches on the cheeks, above the mouth.</param>
/// <param name="Depth">How far it stands off.</param>
/// <param name="Shadow">Of a shaven beard.</param>
/// <param name="Colour">Linear RGB.</param>
internal sealed record BeardLook(float Chin, float Cheeks, float Moustache, float CheekLine, float Depth, float Shadow, Vector3 Colour)
{
    /// <summary>Draws one; most have none.</summary>
    public static BeardLook Draw(Dice dice, Character who, HairLook hair)
    {
        var colour = Vector3.Lerp(hair.Colour, hair.Colour * new Vector3(1.15f, 0.8f, 0.7f), 0.5f);
        var shadow = who.Masculinity > 0.5f ? Math.Clamp(0.35f + dice.Normal(0, 0.25f), 0, 1) * (0.4f + 0.6f * who.Masculinity) : 0;
        var kind = who.Masculinity < 0.55f ? 0 : dice.Pick((0.5f, 0), (0.2f, 1), (0.1f, 2), (0.11f, 3), (0.09f, 4));
        var thick = dice.Uniform(0.65f, 1);
        return kind switch
        {
            1 => new(thick, thick, dice.Uniform(0.6f, 1), dice.Uniform(0, 3), dice.Uniform(0.1f, 0.9f), shadow, colour),
            2 => new(thick, 0, dice.Uniform(0.5f, 1), 0, dice.Uniform(0.1f, 0.6f), shadow, colour),
            3 => new(0.42f, 0.42f, 0.42f, dice.Uniform(0.5f, 2.5f), 0, shadow, colour),
            4 => new(0, 0, thick, 0, dice.Uniform(0.1f, 0.3f), shadow, colour),
            _ => new(0, 0, 0, 0.5f, 0, shadow, colour),
        };
    }
}
