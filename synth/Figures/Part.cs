using System.Numerics;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Figures;

/// <summary>A mesh in the world with its look.</summary>
internal readonly record struct Part(Vertex[] Vertices, int[] Indices, Material Material)
{
    /// <summary>The mesh of an object, put into the world by <paramref name="place"/>.</summary>
    public static Part Placed((Vertex[] Vertices, int[] Indices) mesh, in Matrix4x4 place, Material material)
    {
        var vertices = (Vertex[])mesh.Vertices.Clone();
        for (var i = 0; i < vertices.Length; i++)
        {
            ref var vertex = ref vertices[i];
            vertex.Position = Vector3.Transform(vertex.Position, place);
            vertex.Normal = Vector3.Normalize(Vector3.TransformNormal(vertex.Normal, place));
        }

        return new Part(vertices, mesh.Indices, material);
    }
}
