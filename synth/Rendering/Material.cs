using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>What a surface looks like.</summary>
internal abstract class Material
{
    /// <summary>Whether <see cref="Covers"/> has to be asked.</summary>
    public virtual bool HasHoles => false;

    /// <summary>Whether both sides can be seen.</summary>
    public virtual bool TwoSided => false;

    /// <summary>Whether each sample of a pixel is shaded, not one for all: for surfaces whose detail is finer than a pixel.</summary>
    public virtual bool IsFine => false;

    /// <summary>Whether the surface is there at this place.</summary>
    public virtual bool Covers(in Vertex at) => true;

    /// <summary>Whether it is a part of the face, of which detectors know: no hair, no neck.</summary>
    public virtual bool IsFace(in Vertex at) => false;

    /// <summary>The light, linear RGB, that leaves the place towards the eye.</summary>
    public abstract Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights);
}
