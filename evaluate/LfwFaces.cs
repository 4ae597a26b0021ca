using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.Evaluate;

/// <summary>The templates of a set of images.</summary>
/// <param name="ByImage">For each image its template.</param>
/// <param name="WithoutFace">Images on which no face was found; they are aligned by the mean landmarks of the others.</param>
/// <param name="SeveralFaces">Images with more than one face, of which the most central one was taken.</param>
public sealed record LfwTemplates(
    IReadOnlyDictionary<string, Template> ByImage, IReadOnlyList<string> WithoutFace, int SeveralFaces);

/// <summary>
/// Detects, aligns and embeds the person of each image of Labeled Faces in the Wild. The images are cut close to the face, so each is
/// laid into the middle of a black picture of twice its sides: a face that fills the picture is not what a detector is made for.
/// </summary>
public sealed class LfwFaces(IFaceDetector detector, IFaceEmbedder embedder, FramePool frames, bool flip, int workers)
{
    private const float Margin = 0.5f;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Template> _templates = new(StringComparer.Ordinal);
    private readonly List<string> _withoutFace = [];
    private readonly Point2[] _sum = new Point2[Landmarks.Count];
    private int _several;

    /// <summary>The templates of <paramref name="images"/>, paths relative to <paramref name="folder"/>.</summary>
    /// <exception cref="AggregateException">An image is missing or cannot be read: holds a <see cref="FailureException"/>.</exception>
    /// <exception cref="FailureException">No image shows a face.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public LfwTemplates Embed(string folder, IReadOnlyList<string> images, TextWriter progress, CancellationToken stop)
    {
        var lines = new ProgressLines(progress, "images", TimeProvider.System);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop };
        Parallel.ForEach(images, parallel, image =>
        {
            using var picture = Read(folder, image);
            var landmarks = Find(picture);
            if (landmarks is { } found)
            {
                Keep(image, found, EmbedAligned(picture, found), images.Count, lines);
            }
            else
            {
                lock (_gate)
                {
                    _withoutFace.Add(image);
                }
            }
        });

        EmbedFaceless(folder);
        return new LfwTemplates(_templates, _withoutFace, _several);
    }

    private Frame Read(string folder, string image) => StillFrame.Read(Path.Combine(folder, image), frames, Margin);

    // The person that an image is named after stands in its middle.
    private Landmarks? Find(Frame picture)
    {
        var faces = new List<DetectedFace>();
        detector.Detect([picture.Planar], [faces]);
        var middle = new Point2(picture.Width / 2f, picture.Height / 2f);
        float Distance(DetectedFace face) =>
            MathF.Pow(face.Box.Centre.X - middle.X, 2) + MathF.Pow(face.Box.Centre.Y - middle.Y, 2);
        if (faces.Count > 1)
        {
            Interlocked.Increment(ref _several);
        }

        return faces.Count == 0 ? null : faces.MinBy(Distance).Landmarks;
    }

    private void Keep(string image, Landmarks landmarks, Template template, int total, ProgressLines progress)
    {
        lock (_gate)
        {
            _templates.Add(image, template);
            for (var i = 0; i < Landmarks.Count; i++)
            {
                _sum[i] = new Point2(_sum[i].X + landmarks[i].X, _sum[i].Y + landmarks[i].Y);
            }

            progress.Report(_templates.Count, total);
        }
    }

    private void EmbedFaceless(string folder)
    {
        if (_withoutFace.Count == 0)
        {
            return;
        }

        if (_templates.Count == 0)
        {
            throw new InvalidException($"No image of '{folder}' shows a face. Check the folder, or choose another detector.");
        }

        var count = _templates.Count;
        Point2 Mean(int i) => new(_sum[i].X / count, _sum[i].Y / count);
        var landmarks = new Landmarks(Mean(0), Mean(1), Mean(2), Mean(3), Mean(4));
        foreach (var image in _withoutFace)
        {
            using var picture = Read(folder, image);
            _templates.Add(image, EmbedAligned(picture, landmarks));
        }
    }

    private Template EmbedAligned(Frame picture, in Landmarks landmarks)
    {
        using var aligned = new Mat();
        embedder.Aligner.Align(picture.Bgr, landmarks, aligned);
        var template = embedder.Embed([aligned])[0];
        if (!flip)
        {
            return template;
        }

        using var flipped = new Mat();
        Cv2.Flip(aligned, flipped, FlipMode.Y);
        var mirror = embedder.Embed([flipped])[0];
        var sum = new float[template.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = template.Vector[i] + mirror.Vector[i];
        }

        return new Template(template.Model, sum);
    }
}
