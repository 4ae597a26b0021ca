using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>A place on the axis of a tube.</summary>
/// <param name="Centre">In centimetres.</param>
/// <param name="Radius">Across, to the sides.</param>
/// <param name="Flat">The radius to the front and back as a share of <paramref name="Radius"/>.</param>
internal readonly record struct TubePoint(Vector3 Centre, float Radius, float Flat = 1);

/// <summary>Round meshes along an axis.</summary>
internal static class Tube
{
    /// <summary>A tube through <paramref name="points"/>, open at both ends.</summary>
    /// <param name="points">From one end to the other.</param>
    /// <param name="sides">Around it.</param>
    public static (Vertex[] Vertices, int[] Indices) Build(ReadOnlySpan<TubePoint> points, int sides)
    {
        var rows = points.Length - 1;
        var places = new Vector3[(sides + 1) * points.Length];
        var vertices = new Vertex[places.Length];
        for (var row = 0; row <= rows; row++)
        {
            var along = Vector3.Normalize(points[Math.Min(rows, row + 1)].Centre - points[Math.Max(0, row - 1)].Centre);
            var ahead = MathF.Abs(along.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitY;
            var right = Vector3.Normalize(Vector3.Cross(along, ahead));
            var front = Vector3.Cross(right, along);
            for (var side = 0; side <= sides; side++)
            {
                var (sin, cos) = MathF.SinCos(2 * MathF.PI * side / sides);
                var at = row * (sides + 1) + side;
                places[at] = points[row].Centre + points[row].Radius * (sin * right - points[row].Flat * cos * front);
                vertices[at].Uv = new Vector2((float)side / sides, (float)row / rows);
                vertices[at].Openness = 1;
            }
        }

        var normals = new Vector3[places.Length];
        GridMesh.Normals(places, sides, rows, closed: true, normals);
        for (var i = 0; i < vertices.Length; i++)
        {
            vertices[i].Position = vertices[i].Rest = places[i];
            vertices[i].Normal = normals[i];
        }

        return (vertices, GridMesh.Triangles(sides, rows));
    }
}
