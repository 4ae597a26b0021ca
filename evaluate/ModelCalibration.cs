using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Evaluate;

/// <summary>
/// Measures an embedder on all pairs of Labeled Faces in the Wild, through the detection, alignment and embedding of production.
/// </summary>
/// <param name="store">Holds the models.</param>
/// <param name="options">Those in force: where models run, what begins a track.</param>
/// <param name="progress">Receives lines of progress.</param>
/// <param name="logger">Logs where the models run.</param>
public sealed class ModelCalibration(ModelStore store, EvaluateOptions options, TextWriter progress, ILogger logger)
{
    /// <summary>Measures, and writes the model's card.</summary>
    /// <exception cref="FailureException">The model or the folder is missing, the card cannot be written, or there are too few
    /// pictures.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Calibration Run(CalibrationRequest request, CancellationToken stop)
    {
        var card = store.Catalog.Card(request.Model, ModelTask.Embed);
        var target = Target(request);
        var people = LfwFolder.Read(request.Lfw, request.People);
        var calibration = Measure(card, request, people, stop);
        CardText.Change(target, card, there => there with { Calibration = calibration });
        progress.WriteLine($"Wrote {target}");
        return calibration;
    }

    // Asked before minutes are spent.
    private static string Target(CalibrationRequest request)
    {
        var target = request.Card ?? Path.Combine("models", $"{request.Model}.json");
        return request.Card is not null || File.Exists(target)
            ? target
            : throw new NotFoundException($"There is no card '{target}' to write to.")
            {
                Subject = FailureSubject.ModelCard,
                Field = "card",
            };
    }

    private Calibration Measure(
        ModelCard card, CalibrationRequest request, IReadOnlyList<IReadOnlyList<string>> people, CancellationToken stop)
    {
        var detect = options.Detect with { ScoreThreshold = (float)options.Track.HighScore };
        var pack = store.Catalog.Pack(request.Pack ?? options.Models.Pack);
        using var detector = FaceDetectorFactory.Create(
            store, store.Catalog.Card(pack.Detector, ModelTask.Detect), detect, options.Inference, logger);
        using var embedder = FaceEmbedderFactory.Create(store, card, options.Inference, logger);
        var frames = new FramePool();
        var workers = options.Inference.WorkersOn(InferenceDevice.Cpu, Environment.ProcessorCount);
        LfwTemplates faces;
        try
        {
            faces = new LfwFaces(detector, embedder, frames, flip: false, workers)
                .Embed(request.Lfw, [.. people.SelectMany(images => images)], progress, stop);
        }
        catch (AggregateException error) when (error.InnerExceptions[0] is FailureException first)
        {
            throw new InvalidException(first.Message); // of one of the threads
        }

        var without = faces.WithoutFace.ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<IReadOnlyList<Template>> templates =
        [
            .. people.Select(images => (IReadOnlyList<Template>)
                    [.. images.Where(image => !without.Contains(image)).Select(image => faces.ByImage[image])])
                .Where(pictures => pictures.Count > 0),
        ];
        progress.WriteLine($"Comparing {templates.Sum(pictures => pictures.Count)} faces with each other");
        return FalseMatchMeasurement.Measure(templates, Method(request.People, detector.Model, detect.LongSide, without.Count), workers);
    }

    private static string Method(LfwPeople part, ModelId detector, int longSide, int without)
    {
        var whose = part switch
        {
            LfwPeople.FirstHalf => ", the first of each two people",
            LfwPeople.SecondHalf => ", the second of each two people",
            _ => "",
        };
        return $"All pairs of Labeled Faces in the Wild (deep-funneled){whose}, people as labelled, faces and landmarks by {detector} at "
            + $"{longSide}; {without} images without a face left out. Rates that fewer than 30 pairs reach are not taken from the table.";
    }
}
