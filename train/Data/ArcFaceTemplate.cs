using Analytics.Contracts;

namespace Analytics.Train.Data;

/// <summary>Where ArcFace (and InsightFace's data) has the five points of a face.</summary>
internal static class ArcFaceTemplate
{
    private const float Side = 112;

    /// <summary>The points in a square of <paramref name="side"/> pixels.</summary>
    public static Landmarks For(int side)
    {
        Point2 At(float x, float y) => new((x + 0.5f) * side / Side - 0.5f, (y + 0.5f) * side / Side - 0.5f);
        return new Landmarks(At(38.2946f, 51.6963f), At(73.5318f, 51.5014f), At(56.0252f, 71.7366f), At(41.5493f, 92.3655f), At(70.7299f, 92.2041f));
    }
}
