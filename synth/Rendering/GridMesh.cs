using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>Meshes that are a rectangle of columns and rows, bent in space; rows run from top to bottom.</summary>
internal static class GridMesh
{
    /// <summary>Two triangles for each cell of a grid with one vertex more than cells in each direction.</summary>
    public static int[] Triangles(int columns, int rows)
    {
        var indices = new int[columns * rows * 6];
        var next = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var corner = row * (columns + 1) + column;
                var (right, down) = (corner + 1, corner + columns + 1);
                ReadOnlySpan<int> cell = [corner, down, right, right, down, down + 1];
                cell.CopyTo(indices.AsSpan(next));
                next += cell.Length;
            }
        }

        return indices;
    }

    /// <summary>Normals from the neighbours in the grid; outward where columns run to the right as seen from outside.</summary>
    /// <param name="places">The vertices.</param>
    /// <param name="columns">Cells across.</param>
    /// <param name="rows">Cells down.</param>
    /// <param name="closed">Whether the last column lies on the first.</param>
    /// <param name="normals">Takes them.</param>
    public static void Normals(ReadOnlySpan<Vector3> places, int columns, int rows, bool closed, Span<Vector3> normals)
    {
        var stride = columns + 1;
        for (var row = 0; row <= rows; row++)
        {
            for (var column = 0; column <= columns; column++)
            {
                var line = row * stride;
                var left = column > 0 ? column - 1 : closed ? columns - 1 : 0;
                var right = column < columns ? column + 1 : closed ? 1 : columns;
                var across = places[line + right] - places[line + left];
                var down = places[Math.Min(rows, row + 1) * stride + column] - places[Math.Max(0, row - 1) * stride + column];
                var normal = Vector3.Cross(down, across);
                var length = normal.Length();
                normals[line + column] = length > 1e-9f ? normal / length : new Vector3(0, row * 2 < rows ? 1 : -1, 0);
            }
        }
    }
}
