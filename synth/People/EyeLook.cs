using System.Numerics;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>The look of the eyes; colours are linear RGB, lengths centimetres.</summary>
/// <param name="Iris">Its colour.</param>
/// <param name="White">The colour of the white.</param>
/// <param name="IrisRadius">Of the iris.</param>
/// <param name="Lashes">Thickness of the dark edge of the upper lid.</param>
internal sealed record EyeLook(Vector3 Iris, Vector3 White, float IrisRadius, float Lashes)
{
    /// <summary>Draws one.</summary>
    public static EyeLook Draw(Dice dice, Character who)
    {
        var pale = who.Kin.X + 0.1f * who.Kin.W;
        var iris = dice.Pick<Vector3>(
            (0.4f + 2 * who.Melanin, new(0.045f, 0.022f, 0.012f)), (0.4f, new(0.10f, 0.05f, 0.022f)),
            (0.35f * pale, new(0.16f, 0.14f, 0.06f)),
            (0.3f * pale, new(0.12f, 0.19f, 0.12f)), (0.8f * pale, new(0.15f, 0.24f, 0.34f)), (0.3f * pale, new(0.22f, 0.26f, 0.28f)));
        return new EyeLook(
            iris * dice.Uniform(0.75f, 1.3f), new Vector3(0.52f, 0.47f, 0.43f) * dice.Uniform(0.85f, 1.05f), dice.Normal(0.585f, 0.02f),
            Math.Clamp(0.11f - 0.035f * who.Sex + dice.Normal(0, 0.03f), 0.05f, 0.2f));
    }
}
