using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Evaluate;
using Analytics.Runtime.Files;
using Analytics.Runtime.Frames;

namespace Analytics.Train.Evaluating;

/// <summary>What a detector is worth on pictures with drawn boxes: average precision, and recall by the size of the face.</summary>
/// <param name="detector">What is judged; it should answer faces of low scores, too.</param>
/// <param name="overlap">The intersection over union from which on a box is found.</param>
internal sealed class DetectorEvaluation(IFaceDetector detector, float overlap)
{
    private static readonly string[] Endings = [".jpg", ".png", ".jpeg"];
    private static readonly (float From, float To)[] Sizes = [(0, 10), (10, 20), (20, 40), (40, 80), (80, float.PositiveInfinity)];

    /// <summary>Measures all of it.</summary>
    /// <param name="folder">Pictures, a Pascal VOC file beside each.</param>
    /// <param name="score">The score from which on a face counts in recall and precision.</param>
    /// <exception cref="FailureException">The folder holds no such files.</exception>
    public IReadOnlyList<Figure> Run(string folder, float score)
    {
        var annotations = Directory.Exists(folder) ? new FolderEntries().Files(folder, "*.xml").Order(StringComparer.Ordinal).ToList() : [];
        if (annotations.Count == 0)
        {
            throw new InvalidException($"'{folder}' holds no Pascal VOC annotations (*.xml). Name a folder of pictures with annotations.");
        }

        var frames = new FramePool();
        var pictures = annotations.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).Select(annotation =>
        {
            using var picture = StillFrame.Read(PictureOf(annotation), frames);
            var faces = new List<DetectedFace>();
            detector.Detect([picture.Planar], [faces]);
            return (Drawn: DetectionScoring.ReadVoc(annotation), Faces: faces);
        }).ToList();
        return [.. Figures(pictures, score)];
    }

    /// <summary>
    /// The area under precision over recall, where precision is the greatest at this recall or a greater one (PASCAL VOC 2010).
    /// </summary>
    /// <param name="scored">Each detection: its score, and whether it found a face that no better one had found.</param>
    /// <param name="faces">How many faces there are to find.</param>
    internal static double AveragePrecision(IEnumerable<(float Score, bool Found)> scored, int faces)
    {
        var (found, seen) = (0, 0);
        var curve = new List<(double Recall, double Precision)>();
        foreach (var detection in scored.OrderByDescending(detection => detection.Score))
        {
            seen++;
            found += detection.Found ? 1 : 0;
            curve.Add(((double)found / faces, (double)found / seen));
        }

        var (area, best, right) = (0.0, 0.0, curve.Count > 0 ? curve[^1].Recall : 0);
        for (var i = curve.Count - 1; i >= 0; i--)
        {
            // Going left, the step between two recalls is as high as the best precision to its right.
            area += (right - curve[i].Recall) * best;
            best = Math.Max(best, curve[i].Precision);
            right = curve[i].Recall;
        }

        return area + right * best;
    }

    private IEnumerable<Figure> Figures(List<(IReadOnlyList<Box> Drawn, List<DetectedFace> Faces)> pictures, float score)
    {
        var scored = pictures.SelectMany(picture => Match(picture.Drawn, picture.Faces)).ToList();
        var boxes = pictures.Sum(picture => picture.Drawn.Count);
        yield return new Figure(
            Figure.Text($"{pictures.Count} pictures, {boxes} faces: average precision at IoU {overlap}"),
            AveragePrecision(scored.Select(hit => (hit.Score, hit.Box is not null)), boxes));
        var sure = scored.Where(hit => hit.Score >= score).ToList();
        yield return new Figure(
            Figure.Text($"precision at score {score}"), sure.Count(hit => hit.Box is not null) / (double)Math.Max(1, sure.Count));
        yield return new Figure(Figure.Text($"recall at score {score}"), sure.Count(hit => hit.Box is not null) / (double)boxes);
        foreach (var (from, to) in Sizes)
        {
            bool Within(Box box) => MathF.Min(box.Width, box.Height) is var side && side >= from && side < to;
            var there = pictures.Sum(picture => picture.Drawn.Count(Within));
            var range = float.IsPositiveInfinity(to) ? $"{from} px and more" : $"{from} to {to} px";
            yield return new Figure(
                Figure.Text($"recall of {there} faces of {range}"),
                sure.Count(hit => hit.Box is { } box && Within(box)) / (double)Math.Max(1, there));
        }
    }

    private static string PictureOf(string annotation) =>
        Endings.Select(ending => Path.ChangeExtension(annotation, ending)).FirstOrDefault(File.Exists)
            ?? throw new NotFoundException($"There is no picture beside '{annotation}'.");

    // From the best detection down, each takes the free drawn box that it overlaps most.
    private IEnumerable<(float Score, Box? Box)> Match(IReadOnlyList<Box> drawn, List<DetectedFace> faces)
    {
        var free = drawn.ToList();
        foreach (var face in faces.OrderByDescending(face => face.Score))
        {
            var best = free.Count == 0 ? -1 : Enumerable.Range(0, free.Count).MaxBy(i => free[i].IoU(face.Box));
            if (best >= 0 && free[best].IoU(face.Box) > overlap)
            {
                yield return (face.Score, free[best]);
                free.RemoveAt(best);
            }
            else
            {
                yield return (face.Score, null);
            }
        }
    }
}
