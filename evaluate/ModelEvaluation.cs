using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Files;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Evaluate;

/// <summary>
/// Measures models on public benchmarks, through the frames, the detection, the alignment and the embedding that run in production.
/// </summary>
/// <param name="store">Holds the models.</param>
/// <param name="options">Those in force: where models run, what begins a track.</param>
/// <param name="progress">Receives lines of progress.</param>
/// <param name="logger">Logs where the models run.</param>
public sealed class ModelEvaluation(ModelStore store, EvaluateOptions options, TextWriter progress, ILogger logger)
{
    private const float MinOverlap = 0.4f;
    private const float LargeSide = 20;
    private static readonly string[] PictureEndings = [".jpg", ".png", ".jpeg"];

    /// <summary>Runs what <paramref name="request"/> asks for.</summary>
    /// <exception cref="FailureException">Nothing was asked, or a model, a folder or a file is missing or not of its form.</exception>
    public EvaluationReport Run(EvaluationRequest request, CancellationToken stop)
    {
        if (request.Lfw is null && request.Faces is null)
        {
            throw new InvalidException("There is nothing to evaluate: no set was named.") { Subject = FailureSubject.EvaluationSet };
        }

        try
        {
            return Measure(request, stop);
        }
        catch (AggregateException error) when (error.InnerExceptions[0] is FailureException first)
        {
            throw new InvalidException(first.Message); // of one of the threads
        }
    }

    private EvaluationReport Measure(EvaluationRequest request, CancellationToken stop)
    {
        var pack = store.Catalog.Pack(request.Pack ?? options.Models.Pack);
        var detectorCard = store.Catalog.Card(request.Detector ?? pack.Detector, ModelTask.Detect);
        if (request.Record)
        {
            CardFigures.Require(
                [
                    .. request.Faces is null ? [] : new[] { detectorCard.Id },
                    .. request.Lfw is null ? [] : new[] { request.Embedder ?? pack.Embedder },
                ]);
        }

        var detection = request.Faces is { } faces ? Detection(faces, detectorCard, request, stop) : null;
        if (request.Lfw is null)
        {
            return new EvaluationReport(null, detection);
        }

        var embedderCard = store.Catalog.Card(request.Embedder ?? pack.Embedder, ModelTask.Embed);
        using var detector = FaceDetectorFactory.Create(store, detectorCard, Detect(request), options.Inference, logger);
        using var embedder = FaceEmbedderFactory.Create(store, embedderCard, options.Inference, logger);
        return new EvaluationReport(Recognition(request, detector, embedder, stop), detection);
    }

    private LfwReport Recognition(EvaluationRequest request, OnnxFaceDetector detector, OnnxFaceEmbedder embedder, CancellationToken stop)
    {
        var folds = request.Pairs is { } file
            ? LfwProtocol.ReadPairs(file)
            : throw new InvalidException("LFW is scored on pairs of images, and no list of pairs was named.")
            {
                Subject = FailureSubject.LfwPairs,
            };
        var images = folds.SelectMany(pairs => pairs).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().ToList();
        var frames = new FramePool();
        var faces = new LfwFaces(detector, embedder, frames, request.Flip, Workers).Embed(request.Lfw!, images, progress, stop);
        return Score(folds, faces, images.Count, request.Flip, detector, embedder);
    }

    private static LfwReport Score(
        IReadOnlyList<IReadOnlyList<LfwPair>> folds, LfwTemplates faces, int images, bool flip, OnnxFaceDetector detector,
        OnnxFaceEmbedder embedder)
    {
        IReadOnlyList<(float, bool)> Compare(IReadOnlyList<LfwPair> pairs) =>
            [.. pairs.Select(pair => (faces.ByImage[pair.First].CompareTo(faces.ByImage[pair.Second]).Value, pair.Same))];
        var score = LfwProtocol.Score([.. folds.Select(Compare)]);
        return new LfwReport(
            detector.Model.Value, embedder.Model.Value, images, faces.WithoutFace.Count, faces.SeveralFaces, flip, score);
    }

    private DetectionReport Detection(string folder, ModelCard card, EvaluationRequest request, CancellationToken stop)
    {
        var annotations = Directory.Exists(folder) ? new FolderEntries().Files(folder, "*.xml").Order(StringComparer.Ordinal).ToList() : [];
        if (annotations.Count == 0)
        {
            throw new InvalidException($"'{folder}' holds no Pascal VOC annotations (*.xml). Name a folder of pictures with annotations.");
        }

        var detect = Detect(request);
        using var detector = FaceDetectorFactory.Create(store, card, detect, options.Inference, logger);
        var frames = new FramePool();
        var counts = annotations.AsParallel().WithDegreeOfParallelism(Workers).WithCancellation(stop).Select(annotation =>
        {
            var drawn = DetectionScoring.ReadVoc(annotation);
            using var picture = StillFrame.Read(PictureOf(annotation), frames);
            var faces = new List<DetectedFace>();
            detector.Detect([picture.Planar], [faces]);
            return DetectionScoring.Score(drawn, faces, MinOverlap, LargeSide);
        }).Aggregate(DetectionCounts.Add);
        return new DetectionReport(
            card.Id, annotations.Count, detect.LongSide, detect.ScoreThreshold, MinOverlap, counts.Boxes, counts.Recall, LargeSide,
            counts.LargeBoxes, counts.LargeRecall, counts.Precision);
    }

    // What begins a track is what counts as found.
    private DetectOptions Detect(EvaluationRequest request) => options.Detect with
    {
        LongSide = request.LongSide ?? options.Detect.LongSide,
        ScoreThreshold = request.Score ?? (float)options.Track.HighScore,
    };

    private int Workers => options.Inference.WorkersOn(InferenceDevice.Cpu, Environment.ProcessorCount);

    private static string PictureOf(string annotation) =>
        PictureEndings.Select(ending => Path.ChangeExtension(annotation, ending)).FirstOrDefault(File.Exists)
            ?? throw new NotFoundException($"There is no picture beside '{annotation}'.");
}
