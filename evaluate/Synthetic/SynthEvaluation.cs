using System.Globalization;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Models;
using Analytics.Synth.Files;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using Analytics.Synth.Scenes;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;

namespace Analytics.Evaluate.Synthetic;

/// <summary>What <c>synth evaluate</c> was asked.</summary>
public sealed record SynthEvaluationRequest
{
    /// <summary>The people and their pictures.</summary>
    public required PeopleSettings People { get; init; }

    /// <summary>The id of the detector.</summary>
    public required string Detector { get; init; }

    /// <summary>The id of the embedder.</summary>
    public required string Embedder { get; init; }

    /// <summary>Labeled Faces in the Wild; none to leave real people out.</summary>
    public string? Lfw { get; init; }

    /// <summary>The folder of the page; none to write none.</summary>
    public string? Docs { get; init; }
}

/// <summary>Measures synthetic people with real models.</summary>
/// <param name="store">Holds the models.</param>
/// <param name="options">Where models run, what begins a track.</param>
/// <param name="progress">Takes a line every few seconds: how far it is.</param>
public sealed class SynthEvaluation(ModelStore store, EvaluateOptions options, TextWriter progress)
{
    private const float SmallestFace = 40;
    private const float Unoccluded = 0.95f;
    private const float SceneYaw = 45;
    // All pairs of two people are kept.
    private const int MostPeople = 20_000;
    private const int SceneCameras = 6;
    private const int SceneFrames = 16;

    /// <summary>Runs it.</summary>
    /// <exception cref="FailureException">The settings will not do, or a model or LFW is missing.</exception>
    public SynthEvaluationReport Run(SynthEvaluationRequest request, CancellationToken stop)
    {
        request.People.Check();
        if (request.People is not { Views: >= 2, Count: >= 2 and <= MostPeople })
        {
            throw new InvalidException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Recognition needs 2 to {MostPeople:#,0} people with at least 2 pictures each."))
            {
                Subject = FailureSubject.Synth,
                Field = request.People.Views < 2 ? "views" : "count",
            };
        }

        // A folder that is missing is missed before the work.
        var real = request.Lfw is { } lfw ? LfwFolder.Read(lfw, LfwPeople.All) : null;
        var detect = options.Detect with { ScoreThreshold = (float)options.Track.HighScore };
        using var detector = FaceDetectorFactory.Create(
            store, store.Catalog.Card(request.Detector, ModelTask.Detect), detect, options.Inference, NullLogger.Instance);
        using var embedder = FaceEmbedderFactory.Create(
            store, store.Catalog.Card(request.Embedder, ModelTask.Embed), options.Inference, NullLogger.Instance);
        var frames = new FramePool();
        var portraits = new DetectionMeasurement(detector, frames);
        var templates = Embed(request.People, portraits, embedder, stop);
        List<DetectionFigures> detection = [portraits.Figures("portraits")];
        foreach (var light in Enum.GetValues<SceneLight>())
        {
            detection.Add(Scenes(request.People.Seed, light, new DetectionMeasurement(detector, frames), stop));
        }

        return new SynthEvaluationReport(
            request.Detector, request.Embedder, request.People.MaxYaw, detection, SimilarityMeasurement.Measure(templates),
            real is null ? null : Real(request.Lfw!, real, request.People.Count, detector, embedder, frames, stop));
    }

    private Template?[][] Embed(
        PeopleSettings settings, DetectionMeasurement measurement, IFaceEmbedder embedder, CancellationToken stop)
    {
        var templates = new Template?[settings.Count][];
        var lines = new ProgressLines(progress, "people", TimeProvider.System);
        var done = 0;
        Parallel.For(0, settings.Count, Parallelism(stop), index =>
        {
            var studio = new PortraitStudio(SyntheticPerson.One(settings.Seed, index), settings.Size);
            templates[index] = new Template?[settings.Views];
            for (var view = 0; view < settings.Views; view++)
            {
                using var portrait = studio.Take(view, settings.MaxYaw);
                var detected = measurement.Detect(portrait.Picture);
                measurement.Count(detected, [portrait.Truth], []);
                var match = DetectionMeasurement.Match(detected, portrait.Truth);
                templates[index][view] = match is { } face ? Embed(embedder, portrait.Picture, face) : null;
            }

            lock (lines)
            {
                lines.Report(++done, settings.Count);
            }
        });
        return templates;
    }

    private static Template Embed(IFaceEmbedder embedder, Mat picture, in DetectedFace face)
    {
        using var aligned = new Mat();
        embedder.Aligner.Align(picture, face.Landmarks, aligned);
        return embedder.Embed([aligned])[0];
    }

    private DetectionFigures Scenes(long seed, SceneLight light, DetectionMeasurement measurement, CancellationToken stop)
    {
        var settings = new SceneSettings { Seed = seed, Cameras = SceneCameras, People = 40, Enrolled = 0, Seconds = 30, Light = light };
        var scene = new Scene(settings);
        var lines = new ProgressLines(progress, $"frames by {light.ToString().ToLowerInvariant()}", TimeProvider.System);
        var done = 0;
        Parallel.For(0, SceneCameras, Parallelism(stop), index =>
        {
            var camera = scene.Camera(index);
            using var picture = new Mat(settings.Height, settings.Width, MatType.CV_8UC3);
            for (var i = 0; i < SceneFrames; i++)
            {
                stop.ThrowIfCancellationRequested();
                var truth = Render(camera, (i + 1) * settings.Frames / (SceneFrames + 1), picture);
                var wanted = truth.Faces.Where(face =>
                    face.Visible >= Unoccluded && face.Box.Width >= SmallestFace && MathF.Abs(face.Pose.Yaw) <= SceneYaw).ToList();
                measurement.Count(measurement.Detect(picture), wanted, [.. truth.Faces.Except(wanted)]);
                lock (lines)
                {
                    lines.Report(++done, SceneCameras * SceneFrames);
                }
            }
        });
        return measurement.Figures($"scene, {light.ToString().ToLowerInvariant()}");
    }

    private static unsafe FrameTruth Render(SceneCamera camera, int frame, Mat picture) =>
        camera.Render(frame, new Span<byte>(picture.DataPointer, (int)(picture.Total() * picture.ElemSize())));

    // As many people as there are synthetic ones, of those with two pictures or more; two of each.
    private SimilarityReport Real(
        string folder, IReadOnlyList<IReadOnlyList<string>> all, int count, OnnxFaceDetector detector, OnnxFaceEmbedder embedder,
        FramePool frames, CancellationToken stop)
    {
        var people = all.Where(images => images.Count > 1).Take(count)
            .Select(images => images.Take(2).ToList()).ToList();
        var faces = new LfwFaces(detector, embedder, frames, flip: false, Environment.ProcessorCount).Embed(
            folder, [.. people.SelectMany(images => images)], progress, stop);
        return SimilarityMeasurement.Measure(
            [.. people.Select(images => (IReadOnlyList<Template?>)[.. images.Select(image => faces.ByImage[image])])]);
    }

    private static ParallelOptions Parallelism(CancellationToken stop) =>
        new() { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount };
}
