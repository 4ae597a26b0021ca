using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>A corner of a triangle, or what lies between its three corners.</summary>
internal struct Vertex
{
    /// <summary>In centimetres: of the object in a mesh, of the world once it was placed.</summary>
    public Vector3 Position;

    /// <summary>Of length 1, outward.</summary>
    public Vector3 Normal;

    /// <summary>The place before expression and pose moved it.</summary>
    public Vector3 Rest;

    /// <summary>The place in the texture, 0 to 1.</summary>
    public Vector2 Uv;

    /// <summary>0 hidden from the sky to 1 in the open.</summary>
    public float Openness;
}
