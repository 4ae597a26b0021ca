using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.People.Photos;

/// <summary>
/// Notices photos that lie on their side or stand on their head. A detector finds most of these faces too, but upright ones: with
/// points in wrong places, whose template is like nobody.
/// </summary>
public static class PhotoTurn
{
    // Measured with YuNet-s on photos of LFW, each laid into a black picture of twice its sides, in all four positions: one turned face in
    // 800 scores as surely as this, 99 % of the upright ones do; of the others none gains by turning, while all but 0.4 % of the turned
    // ones gain at least this much by turning back. PhotoTurnSpec repeats it on a sample.
    private const float SurelyUpright = 0.92f;
    private const float LeastGain = 0.03f;
    private const float SureScore = 0.75f;

    private static readonly (RotateFlags Flag, string Name)[] Turns =
    [
        (RotateFlags.Rotate90Clockwise, "90° clockwise"),
        (RotateFlags.Rotate180, "180°"),
        (RotateFlags.Rotate90Counterclockwise, "90° counterclockwise"),
    ];

    /// <summary>
    /// How a photo has to be turned to stand upright, for example <c>90° clockwise</c>; none when it does, or shows no face.
    /// </summary>
    /// <param name="detector">Looks at the turned photo.</param>
    /// <param name="picture">The photo, 8-bit BGR.</param>
    /// <param name="faces">What the detector found in it as it is.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<string?> FindAsync(
        SharedDetector detector, Mat picture, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken)
    {
        var score = faces.Count == 0 ? 0 : faces.Max(face => face.Score);
        if (score >= SurelyUpright)
        {
            return null;
        }

        string? found = null;
        var toBeat = MathF.Max(score + LeastGain, SureScore);
        using var turned = new Mat();
        List<DetectedFace> there = [];
        foreach (var (flag, name) in Turns)
        {
            Cv2.Rotate(picture, turned, flag);
            await detector.DetectAsync(turned, there, cancellationToken);
            if (there.Count > 0 && there.MaxBy(face => face.Score) is var best && best.Score > toBeat && IsUpright(best.Landmarks))
            {
                (found, toBeat) = (name, best.Score);
            }
        }

        return found;
    }

    // The line of the eyes runs to the right; a detector that knows turned faces places the points of such a face rightly.
    private static bool IsUpright(in Landmarks points) => points[1].X - points[0].X > MathF.Abs(points[1].Y - points[0].Y);
}
