using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Synth.Rendering;

/// <summary>A light from far away.</summary>
/// <param name="From">The direction it comes from, of length 1.</param>
/// <param name="Colour">Linear RGB.</param>
internal readonly record struct DistantLight(Vector3 From, Vector3 Colour);

/// <summary>How a surface answers to light.</summary>
/// <param name="Albedo">Linear RGB.</param>
/// <param name="Wrap">How far light creeps around edges, for each colour: red goes deep into skin.</param>
/// <param name="Gloss">The strength of highlights.</param>
/// <param name="Sharpness">The exponent of highlights.</param>
internal readonly record struct Reflectance(Vector3 Albedo, Vector3 Wrap, float Gloss, float Sharpness);

/// <summary>The light of a scene: a main light with shadows, two without, and what comes from everywhere.</summary>
internal sealed record LightRig
{
    /// <summary>The main light.</summary>
    public required DistantLight Key { get; init; }

    /// <summary>Softens the shadows.</summary>
    public required DistantLight Fill { get; init; }

    /// <summary>From behind.</summary>
    public required DistantLight Rim { get; init; }

    /// <summary>From above, linear RGB.</summary>
    public required Vector3 Sky { get; init; }

    /// <summary>From below, linear RGB.</summary>
    public required Vector3 Ground { get; init; }

    /// <summary>Who stands in the main light; nobody without one.</summary>
    public ShadowMap? Shadows { get; init; }

    /// <summary>The light, linear RGB, that a place with this normal and reflectance sends to the eye.</summary>
    public Vector3 Lit(in Vertex at, Vector3 normal, Vector3 toEye, in Reflectance surface)
    {
        var lit = Shadows?.Light(at.Position + 0.3f * at.Normal) ?? 1;
        var ambient = Vector3.Lerp(Ground, Sky, 0.5f + 0.5f * normal.Y) * at.Openness;
        var diffuse = ambient + lit * Wrapped(Key, normal, surface.Wrap) + at.Openness * Wrapped(Fill, normal, surface.Wrap)
            + Wrapped(Rim, normal, surface.Wrap);
        var highlights = lit * Highlight(Key, normal, toEye, surface.Sharpness)
            + at.Openness * Highlight(Fill, normal, toEye, surface.Sharpness)
            + Highlight(Rim, normal, toEye, surface.Sharpness);
        var grazing = 1 - MathF.Max(0, Vector3.Dot(normal, toEye));
        var fresnel = 0.35f + 0.65f * grazing * grazing * grazing;
        return surface.Albedo * diffuse + surface.Gloss * fresnel * (highlights + 0.25f * ambient * grazing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector3 Wrapped(in DistantLight light, Vector3 normal, Vector3 wrap)
    {
        var facing = new Vector3(Vector3.Dot(normal, light.From));
        return light.Colour * Vector3.Max(Vector3.Zero, (facing + wrap) / (Vector3.One + wrap));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector3 Highlight(in DistantLight light, Vector3 normal, Vector3 toEye, float sharpness)
    {
        var between = Vector3.Normalize(light.From + toEye);
        var facing = Vector3.Dot(normal, between);
        return facing <= 0 ? Vector3.Zero : light.Colour * MathF.Pow(facing, sharpness);
    }
}
