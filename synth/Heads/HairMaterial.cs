using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>
/// Strands of hair that run down the columns of a <see cref="HairShell"/>, with highlights across them (Kajiya and Kay, "Rendering fur
/// with three dimensional textures", 1989) and ragged tips.
/// </summary>
internal sealed class HairMaterial(HairLook hair, Matrix4x4 pose) : Material
{
    private readonly Vector3 _up = Vector3.TransformNormal(Vector3.UnitY, pose);

    /// <inheritdoc/>
    public override bool HasHoles => true;

    /// <inheritdoc/>
    public override bool TwoSided => true;

    /// <inheritdoc/>
    public override bool Covers(in Vertex at)
    {
        var end = hair.Hangs ? 0.9f : 0.86f;
        return at.Rest.Z < end || Blend.Step(end, 1.02f, at.Rest.Z) < 0.55f + 0.75f * Strand(at.Rest, 14, 0.5f, 2);
    }

    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights)
    {
        var normal = Vector3.Dot(at.Normal, toEye) < 0 ? -at.Normal : at.Normal;
        var (coarse, fine) = (Strand(at.Rest, 7, 0.28f, 1), Strand(at.Rest, 22, 0.4f, 3));
        if (hair.Cut == HairCut.Curly)
        {
            coarse = 1.3f * Noise.At(at.Rest.X * 7, at.Rest.Y * 0.9f, hair.Seed + 4);
            fine = Noise.At(at.Rest.X * 20, at.Rest.Y * 2.6f, hair.Seed + 6);
        }

        var white = hair.Grey is > 0.02f and < 0.9f
            ? Blend.Step(0.75f - 0.8f * hair.Grey, 1.1f - 0.8f * hair.Grey, 0.5f + 0.8f * fine) * 0.4f : 0;
        var colour = Vector3.Lerp(hair.Colour, new Vector3(0.45f), white) * MathF.Max(0.25f, 1 + 0.42f * coarse + 0.38f * fine);
        // Roots and tips lie in each other's shadow.
        colour *= Blend.Mix(0.72f, 1, Blend.Step(1, 0.8f, at.Rest.Z));
        var diffuse = lights.Lit(at, normal, toEye, new Reflectance(colour, new Vector3(0.4f), 0, 1));
        var strand = Vector3.Normalize(-_up + normal * Vector3.Dot(_up, normal) + 0.08f * fine * Vector3.Cross(_up, normal)
            + new Vector3(0, 1e-4f, 0));
        var shine = lights.Key.Colour * Gleam(strand, lights.Key.From, toEye) * (lights.Shadows?.Light(at.Position + 0.3f * at.Normal) ?? 1)
            + lights.Rim.Colour * Gleam(strand, lights.Rim.From, toEye) * MathF.Max(0, Vector3.Dot(normal, lights.Rim.From) + 0.3f);
        return diffuse + shine * (new Vector3(0.05f) + 0.35f * colour) * (0.7f + 0.5f * coarse) * at.Openness;
    }

    private float Strand(Vector3 rest, float across, float along, int seed) => Noise.At(
        rest.X * across + hair.Waves * MathF.Sin(rest.Y * 0.7f), rest.Y * along, hair.Seed + seed);

    private static float Gleam(Vector3 strand, Vector3 from, Vector3 toEye)
    {
        var along = Vector3.Dot(strand, Vector3.Normalize(from + toEye));
        return MathF.Pow(MathF.Max(0, 1 - along * along), 26);
    }
}
