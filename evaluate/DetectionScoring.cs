using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Evaluate;

/// <summary>Counts of a detector against drawn boxes.</summary>
/// <param name="Boxes">Drawn boxes.</param>
/// <param name="Found">Drawn boxes that a detection matches.</param>
/// <param name="LargeBoxes">Drawn boxes whose sides both have at least the stated number of pixels.</param>
/// <param name="LargeFound">Those of them that a detection matches.</param>
/// <param name="Detections">Detections.</param>
public readonly record struct DetectionCounts(int Boxes, int Found, int LargeBoxes, int LargeFound, int Detections)
{
    /// <summary>The share of drawn boxes that were found.</summary>
    public double Recall => Found / (double)Math.Max(1, Boxes);

    /// <summary>The share of the large drawn boxes that were found.</summary>
    public double LargeRecall => LargeFound / (double)Math.Max(1, LargeBoxes);

    /// <summary>The share of the detections that match a drawn box.</summary>
    public double Precision => Found / (double)Math.Max(1, Detections);

    /// <summary>Both counts together.</summary>
    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) => new(
        a.Boxes + b.Boxes, a.Found + b.Found, a.LargeBoxes + b.LargeBoxes, a.LargeFound + b.LargeFound, a.Detections + b.Detections);

    /// <summary>Both counts together.</summary>
    public static DetectionCounts Add(DetectionCounts left, DetectionCounts right) => left + right;
}

/// <summary>Compares detections with drawn boxes, one picture at a time.</summary>
public static class DetectionScoring
{
    /// <summary>
    /// From the best detection down, each takes the free drawn box that it overlaps most, if by more than
    /// <paramref name="minOverlap"/> (intersection over union).
    /// </summary>
    public static DetectionCounts Score(
        IReadOnlyList<Box> drawn, IReadOnlyList<DetectedFace> detections, float minOverlap, float largeSide)
    {
        var found = new bool[drawn.Count];
        foreach (var detection in detections.OrderByDescending(face => face.Score))
        {
            var (best, overlap) = (-1, minOverlap);
            for (var i = 0; i < drawn.Count; i++)
            {
                if (!found[i] && drawn[i].IoU(detection.Box) is var candidate && candidate > overlap)
                {
                    (best, overlap) = (i, candidate);
                }
            }

            if (best >= 0)
            {
                found[best] = true;
            }
        }

        var large = drawn.Select(box => MathF.Min(box.Width, box.Height) >= largeSide).ToArray();
        return new DetectionCounts(
            drawn.Count, found.Count(hit => hit), large.Count(is20 => is20), found.Zip(large).Count(pair => pair is (true, true)),
            detections.Count);
    }

    /// <summary>The boxes of a Pascal VOC annotation file, whatever their class.</summary>
    /// <exception cref="FailureException">The file is not such XML.</exception>
    public static IReadOnlyList<Box> ReadVoc(string path)
    {
        try
        {
            return [.. XDocument.Load(path).Descendants("bndbox")
                .Select(box => Box.FromEdges(Edge(box, "xmin"), Edge(box, "ymin"), Edge(box, "xmax"), Edge(box, "ymax")))];
        }
        catch (Exception error) when (error is XmlException or FormatException)
        {
            throw new InvalidException($"'{path}' is not a Pascal VOC annotation: {error.Message}");
        }
    }

    private static float Edge(XElement box, string name) => float.Parse(
        box.Element(name)?.Value ?? throw new FormatException($"a bndbox has no {name}."), CultureInfo.InvariantCulture);
}
