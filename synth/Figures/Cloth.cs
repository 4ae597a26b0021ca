using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Figures;

/// <summary>Cloth of one colour or with a pattern, with soft folds.</summary>
/// <param name="first">Linear RGB.</param>
/// <param name="second">Of stripes and checks.</param>
/// <param name="pattern">How the two alternate.</param>
/// <param name="seed">Of the folds.</param>
internal sealed class Cloth(Vector3 first, Vector3 second, ClothPattern pattern, int seed) : Material
{
    private const float Stripe = 2.4f;

    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights)
    {
        var rest = at.Rest;
        var folds = Noise.At(rest.X * 0.13f, rest.Y * 0.09f + rest.Z * 0.05f, seed);
        var normal = Vector3.Normalize(at.Normal + new Vector3(0.3f * folds, 0.15f * folds, 0));
        var share = pattern switch
        {
            ClothPattern.Stripes => Even(rest.Y),
            ClothPattern.Checks => 0.5f * (Even(rest.Y) + Even(rest.X)),
            _ => 0,
        };
        var colour = Vector3.Lerp(first, second, share) * (1 + 0.12f * folds);
        return lights.Lit(at, normal, toEye, new Reflectance(colour, new Vector3(0.12f), 0.02f, 8));
    }

    private static float Even(float along) => Blend.Step(-0.1f, 0.1f, MathF.Sin(along * 2 * MathF.PI / (2 * Stripe)));
}
