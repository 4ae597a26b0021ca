using System.Numerics;
using Analytics.Synth.Heads.Skin;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Light in skin goes deep, red deepest.</summary>
internal static class SkinLight
{
    /// <summary>How far each colour creeps around edges.</summary>
    public static readonly Vector3 Wrap = new(0.34f, 0.17f, 0.11f);

    /// <summary>The exponent of highlights.</summary>
    public const float Sharpness = 16;
}

/// <summary>The head's skin with its texture, and what shows between lids and lips.</summary>
/// <param name="texture">Of the size that suits the picture.</param>
/// <param name="eyes">Paints the eyes.</param>
/// <param name="mouth">Paints the mouth.</param>
/// <param name="expression">Of the moment.</param>
/// <param name="pose">Turns the head into the world.</param>
/// <param name="chin">Height of the chin.</param>
internal sealed class SkinMaterial(SkinTexture texture, EyePainter eyes, MouthPainter mouth, Expression expression, Matrix4x4 pose,
    float chin) : Material
{
    private readonly Vector3 _up = Vector3.TransformNormal(Vector3.UnitY, pose);

    /// <inheritdoc/>
    public override bool IsFine => true;

    /// <inheritdoc/>
    public override bool IsFace(in Vertex at) => at.Rest.Z > 1 && at.Rest.Y < FaceBox.Top && at.Rest.Y > chin;

    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights)
    {
        var (colour, gloss, slope) = texture.At(at.Uv);
        var right = Vector3.Cross(_up, at.Normal);
        var length = right.Length();
        var normal = at.Normal;
        if (length > 0.05f)
        {
            right /= length;
            normal = Vector3.Normalize(normal - slope.X * right - slope.Y * Vector3.Cross(right, normal));
        }

        var skin = lights.Lit(at, normal, toEye,
            new Reflectance(colour * (0.5f + 0.5f * at.Openness), SkinLight.Wrap, gloss, SkinLight.Sharpness));
        if (at.Rest.Z <= 2)
        {
            return skin;
        }

        skin = eyes.Over(skin, at, expression, pose, toEye, lights);
        return mouth.Over(skin, at, expression, toEye, lights);
    }
}

/// <summary>Skin of one colour: ears, neck, hands.</summary>
/// <param name="colour">Linear RGB.</param>
internal sealed class PlainSkin(Vector3 colour) : Material
{
    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights) =>
        lights.Lit(at, at.Normal, toEye, new Reflectance(colour * (0.4f + 0.6f * at.Openness), SkinLight.Wrap, 0.12f, SkinLight.Sharpness));
}
