using System.Numerics;
using Analytics.Contracts;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>
/// Box and points of a face as detectors draw them: from above the brows to the chin, from cheek to cheek without the ears; centres of
/// the eyes, tip of the nose, corners of the mouth.
/// </summary>
internal sealed class FaceBox
{
    /// <summary>The height above the eyes, in centimetres, at which the box begins.</summary>
    public const float Top = 5.2f;

    private const float Widest = 1.25f;
    private readonly Vector3[] _outline;
    private readonly Vector3[] _points;
    private readonly FaceMotion _motion;
    private readonly FaceWarp _warp;

    public FaceBox(HeadShape head)
    {
        _motion = new FaceMotion(head);
        _warp = new FaceWarp(head);
        var surface = new HeadSurface(head);
        var outline = new List<Vector3>();
        for (var y = head.Chin; y <= Top; y += 0.6f)
        {
            for (var angle = -Widest; angle <= Widest + 0.01f; angle += Widest / 8)
            {
                outline.Add(surface.At(angle, y));
            }
        }

        _outline = [.. outline];
        var corner = 0.97f * head.Mouth.HalfWidth;
        _points =
        [
            surface.Facing(-head.Eyes.Distance, 0), surface.Facing(head.Eyes.Distance, 0), surface.Facing(head.Nose.Bend, head.NoseTip),
            surface.Facing(-corner, _motion.LipLine(-corner)), surface.Facing(corner, _motion.LipLine(corner)),
        ];
    }

    /// <summary>Where they are in the picture of a camera.</summary>
    public (Box Box, Landmarks Points) Seen(in Expression expression, in Matrix4x4 pose, Camera camera)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var place in _outline)
        {
            var seen = Project(place, expression, pose, camera);
            low = Vector2.Min(low, seen);
            high = Vector2.Max(high, seen);
        }

        var points = new Landmarks();
        for (var i = 0; i < Landmarks.Count; i++)
        {
            var seen = Project(_points[i], expression, pose, camera);
            points[i] = new Point2(seen.X, seen.Y);
        }

        return (Box.FromEdges(low.X, low.Y, high.X, high.Y), points);
    }

    private Vector2 Project(Vector3 place, in Expression expression, in Matrix4x4 pose, Camera camera)
    {
        var seen = camera.Project(Vector3.Transform(_warp.Of(place) + _motion.Of(place, expression), pose));
        return new Vector2(seen.X, seen.Y);
    }
}
