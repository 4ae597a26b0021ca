using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Train.Data;

/// <summary>Where embedders want the five points of a face.</summary>
internal static class FaceTemplate
{
    private const float ArcFaceSide = 112;

    /// <summary>As ArcFace and InsightFace's data have them, in a square of <paramref name="side"/> pixels.</summary>
    public static Landmarks ArcFace(int side)
    {
        Point2 At(float x, float y) => Scaled(x, y, side / ArcFaceSide);
        return new Landmarks(
            At(38.2946f, 51.6963f), At(73.5318f, 51.5014f), At(56.0252f, 71.7366f), At(41.5493f, 92.3655f), At(70.7299f, 92.2041f));
    }

    /// <summary>As the card of an embedder has them, in a square of <paramref name="side"/> pixels.</summary>
    public static Landmarks Of(ModelCard embedder, int side)
    {
        var points = embedder.Embedding!.Template;
        var scale = (float)side / embedder.Input.Width!.Value;
        Point2 At(int i) => Scaled(points[i][0], points[i][1], scale);
        return new Landmarks(At(0), At(1), At(2), At(3), At(4));
    }

    /// <summary>The points <paramref name="margin"/> pixels farther to the right and down.</summary>
    public static Landmarks Moved(in Landmarks points, int margin)
    {
        var moved = points;
        for (var i = 0; i < Landmarks.Count; i++)
        {
            moved[i] = new Point2(points[i].X + margin, points[i].Y + margin);
        }

        return moved;
    }

    // Corners of the picture stay corners.
    private static Point2 Scaled(float x, float y, float scale) => new((x + 0.5f) * scale - 0.5f, (y + 0.5f) * scale - 0.5f);

    /// <summary>As a card writes them.</summary>
    public static float[][] ForCard(in Landmarks points)
    {
        var rows = new float[Landmarks.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = [points[i].X, points[i].Y];
        }

        return rows;
    }
}
