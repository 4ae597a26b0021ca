using Analytics.Detect;
using Analytics.Runtime.Frames;
using Analytics.Synth;
using OpenCvSharp;

namespace Analytics.Evaluate.Synthetic;

/// <summary>How many faces a detector finds.</summary>
/// <param name="Where">In which pictures.</param>
/// <param name="Faces">That it should find.</param>
/// <param name="Found">The share whose box it gives with an overlap of more than a half.</param>
/// <param name="Overlap">The mean overlap of those.</param>
/// <param name="PointError">The mean distance of its landmarks from the true ones, as a share of the box's width.</param>
/// <param name="False">Detections a picture that lie on no face.</param>
public sealed record DetectionFigures(string Where, int Faces, double Found, double Overlap, double PointError, double False);

/// <summary>Holds detections against the truth and counts. Safe from several threads at once.</summary>
internal sealed class DetectionMeasurement(IFaceDetector detector, FramePool frames)
{
    /// <summary>A detection with this overlap is of this face.</summary>
    public const float MinOverlap = 0.5f;

    private readonly Lock _gate = new();
    private int _pictures;
    private int _faces;
    private int _found;
    private int _false;
    private double _overlap;
    private double _error;

    /// <summary>The detections of a picture.</summary>
    public List<DetectedFace> Detect(Mat picture)
    {
        using var frame = StillFrame.Of(picture, frames);
        var faces = new List<DetectedFace>();
        detector.Detect([frame.Planar], [faces]);
        return faces;
    }

    /// <summary>Counts a picture.</summary>
    /// <param name="detected">Its detections.</param>
    /// <param name="wanted">Faces that should be found.</param>
    /// <param name="others">Faces that may be found.</param>
    public void Count(IReadOnlyList<DetectedFace> detected, IReadOnlyList<FaceTruth> wanted, IReadOnlyList<FaceTruth> others)
    {
        lock (_gate)
        {
            _pictures++;
            foreach (var face in wanted)
            {
                _faces++;
                if (Match(detected, face) is { } match)
                {
                    _found++;
                    _overlap += match.Box.IoU(face.Box);
                    _error += Error(match, face);
                }
            }

            _false += detected.Count(detection => wanted.Concat(others).All(face => face.Box.IoU(detection.Box) < 0.2f));
        }
    }

    /// <summary>The detection of a face; none where it was not found.</summary>
    public static DetectedFace? Match(IReadOnlyList<DetectedFace> detected, FaceTruth face)
    {
        var best = detected.Count == 0 ? default : detected.MaxBy(detection => detection.Box.IoU(face.Box));
        return detected.Count > 0 && best.Box.IoU(face.Box) > MinOverlap ? best : null;
    }

    /// <summary>The figures of all pictures.</summary>
    public DetectionFigures Figures(string where) => new(
        where, _faces, Math.Round((double)_found / Math.Max(1, _faces), 4), Math.Round(_overlap / Math.Max(1, _found), 3),
        Math.Round(_error / Math.Max(1, _found), 4), Math.Round((double)_false / Math.Max(1, _pictures), 3));

    private static double Error(in DetectedFace match, FaceTruth face)
    {
        double sum = 0;
        for (var i = 0; i < Contracts.Landmarks.Count; i++)
        {
            var (a, b) = (match.Landmarks[i], face.Landmarks[i]);
            sum += Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y)) / face.Box.Width / Contracts.Landmarks.Count;
        }

        return sum;
    }
}
