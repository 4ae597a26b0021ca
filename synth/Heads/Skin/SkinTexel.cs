using System.Numerics;

namespace Analytics.Synth.Heads.Skin;

/// <summary>The skin at one place.</summary>
/// <param name="Colour">Linear RGB.</param>
/// <param name="Height">Above the smooth surface, in centimetres.</param>
/// <param name="Gloss">The strength of highlights.</param>
internal record struct SkinTexel(Vector3 Colour, float Height, float Gloss);

/// <summary>Something that lies on the skin or changes it; coats are laid on one after the other.</summary>
internal interface ISkinCoat
{
    /// <summary>Lays it onto <paramref name="texel"/>.</summary>
    /// <param name="place">Of the head at rest, in centimetres.</param>
    /// <param name="texel">The skin with the coats before.</param>
    void Lay(Vector3 place, ref SkinTexel texel);
}
