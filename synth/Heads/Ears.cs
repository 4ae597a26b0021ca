using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Two ears: shells with a rim and a hollow.</summary>
internal static class Ears
{
    private const int Columns = 9;
    private const int Rows = 14;

    /// <summary>The mesh of the ear on one side: −1 the viewer's left, 1 the right.</summary>
    public static (Vertex[] Vertices, int[] Indices) Build(HeadShape head, int side)
    {
        var surface = new HeadSurface(head);
        var root = surface.At(side * 1.72f, -1.4f);
        var back = Vector3.Normalize(new Vector3(side * MathF.Sin(head.EarAngle), 0, -MathF.Cos(head.EarAngle)));
        var outward = Vector3.Normalize(Vector3.Cross(Vector3.UnitY, back) * side);
        outward = outward.X * side < 0 ? -outward : outward;
        var places = new Vector3[(Columns + 1) * (Rows + 1)];
        var depth = new float[places.Length];
        for (var row = 0; row <= Rows; row++)
        {
            var up = 1 - 2f * row / Rows;
            var round = MathF.Sqrt(MathF.Max(0, 1 - up * up));
            // Broad above, narrow at the lobe.
            var width = head.EarHeight * 0.55f * MathF.Pow(round, 0.7f) * Blend.Mix(0.58f, 1, Blend.Step(-1, 0.5f, up));
            for (var column = 0; column <= Columns; column++)
            {
                var across = (float)column / Columns;
                var at = row * (Columns + 1) + column;
                var hollow = 0.45f * Blend.Bump(across - 0.42f, up + 0.15f, 0.2f, 0.34f);
                var rim = 0.22f * Blend.Bump(across - 0.86f, 0.09f) * Blend.Step(-0.7f, -0.2f, up) - 0.5f * Blend.Step(0.93f, 1, across);
                depth[at] = hollow + 0.5f * Blend.Bump(across - 0.7f, 0.08f) * Blend.Step(-0.6f, 0, up);
                places[at] = root + new Vector3(0, up * head.EarHeight / 2 - 0.25f * across * (1 - up), 0) + across * width * back
                    + (rim - hollow + 0.3f * MathF.Sin(across * 2.4f)) * outward - 0.25f * outward;
            }
        }

        var normals = new Vector3[places.Length];
        GridMesh.Normals(places, Columns, Rows, closed: false, normals);
        var vertices = new Vertex[places.Length];
        for (var i = 0; i < vertices.Length; i++)
        {
            var normal = Vector3.Dot(normals[i], outward) < 0 ? -normals[i] : normals[i];
            vertices[i] = new Vertex
            {
                Position = places[i],
                Normal = normal,
                Rest = places[i],
                Openness = Math.Clamp(1 - 1.5f * depth[i], 0.2f, 1)
            };
        }

        return (vertices, GridMesh.Triangles(Columns, Rows));
    }
}

/// <summary>The skin of an ear, seen from both sides.</summary>
/// <param name="colour">Linear RGB.</param>
internal sealed class EarSkin(Vector3 colour) : Material
{
    /// <inheritdoc/>
    public override bool TwoSided => true;

    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights)
    {
        var normal = Vector3.Dot(at.Normal, toEye) < 0 ? -at.Normal : at.Normal;
        return lights.Lit(at, normal, toEye,
            new Reflectance(colour * (0.35f + 0.65f * at.Openness), new Vector3(0.45f, 0.2f, 0.15f), 0.1f, 14));
    }
}
