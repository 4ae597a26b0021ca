using Analytics.Runtime.Frames;

namespace Analytics.Detect;

/// <summary>Greedy non-maximum suppression: of boxes that overlap, the one with the best score stays.</summary>
public static class NonMaximumSuppression
{
    // Equal scores are ordered by place and size, so that the result does not depend on the order of the candidates.
    private static readonly Comparison<DetectedFace> BestFirst = static (a, b) =>
        a.Score != b.Score ? b.Score.CompareTo(a.Score)
        : a.Box.Y != b.Box.Y ? a.Box.Y.CompareTo(b.Box.Y)
        : a.Box.X != b.Box.X ? a.Box.X.CompareTo(b.Box.X)
        : a.Box.Height != b.Box.Height ? a.Box.Height.CompareTo(b.Box.Height)
        : a.Box.Width.CompareTo(b.Box.Width);

    /// <summary>
    /// Moves the faces that stay to the front of <paramref name="faces"/>, best first, and returns how many they are. What follows
    /// them is left over.
    /// </summary>
    /// <param name="faces">Candidates in any order.</param>
    /// <param name="threshold">The largest intersection over union that two faces that stay may have.</param>
    /// <param name="topK">The most candidates that are looked at, best first.</param>
    public static int Apply(Span<DetectedFace> faces, float threshold, int topK = int.MaxValue)
    {
        faces.Sort(BestFirst);
        var kept = 0;
        for (var i = 0; i < faces.Length && i < topK; i++)
        {
            if (!OverlapsOne(faces[..kept], faces[i], threshold))
            {
                faces[kept++] = faces[i];
            }
        }

        return kept;
    }

    private static bool OverlapsOne(ReadOnlySpan<DetectedFace> kept, in DetectedFace face, float threshold)
    {
        foreach (ref readonly var other in kept)
        {
            if (other.Box.IoU(face.Box) > threshold)
            {
                return true;
            }
        }

        return false;
    }
}
