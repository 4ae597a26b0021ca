using System.CommandLine;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Models;
using Analytics.Train.Arithmetic;
using Analytics.Train.Evaluating;
using Microsoft.Extensions.Logging.Abstractions;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>The embedder to judge, of a run or a model, and on what.</summary>
internal sealed record EvaluateEmbedderRequest(
    string? Run, string? Model, string Lfw, string? Pairs, int Distractors, string? Groups, string Detector);

/// <summary>The detector to judge, of a run or a model, and on what.</summary>
internal sealed record EvaluateDetectorRequest(string? Run, string? Model, string Faces, double Score);

/// <summary><c>analytics-train evaluate</c>: what a model is worth.</summary>
internal static class EvaluateCommand
{
    private const float Overlap = 0.5f;

    private static readonly Option<string> Lfw = new("--lfw")
    {
        HelpName = "DIR",
        Description = "Labeled Faces in the Wild: one folder for each person.",
        Required = true,
    };

    private static readonly Option<string?> PairList = new("--pairs") { HelpName = "FILE", Description = "The official pairs of LFW." };
    private static readonly Option<int> Distractors = Number(
        "--distractors", "Size of a large gallery, filled with generated people; 0 skips it.", 0);
    private static readonly Option<string?> GroupList = new("--groups")
    {
        HelpName = "FILE",
        Description = "Reports error rates per group. Each line is a person, a tab and a group.",
    };

    private static readonly Option<string> Faces = new("--faces")
    {
        HelpName = "DIR",
        Description = "Pictures, each with a Pascal VOC file beside it.",
        Required = true,
    };

    private static readonly Option<double> Score = Number("--score", "Lowest score of a face that counts for recall and precision.", 0.6);
    private static readonly Option<string?> Trained = new("--run")
    {
        HelpName = "DIR",
        Description = "Folder of a run; evaluates its model.",
    };

    private static readonly Option<string?> Model = new("--model")
    {
        HelpName = "MODEL",
        Description = "Or a model, as in 'analytics models list'.",
    };

    public static Command Create() => new("evaluate", "Measures the accuracy of a model.") { Embedder(), DetectorCommand() };

    private static Command Embedder() => new Command(
        "embedder", "Evaluates an embedder on Labeled Faces in the Wild: pairs, verification, identification.")
        {
            Trained, Model, Lfw, PairList, Distractors, GroupList, Detector,
        }
        .WithExamples(
            "analytics-train evaluate embedder --run runs/first --lfw lfw/ --pairs pairs.txt",
            "analytics-train evaluate embedder --model omz-reid-0095 --lfw lfw/ --distractors 100000")
        .Runs(
            parsed => new EvaluateEmbedderRequest(
                parsed.GetValue(Trained), parsed.GetValue(Model), parsed.GetRequiredValue(Lfw), parsed.GetValue(PairList),
                parsed.GetValue(Distractors), parsed.GetValue(GroupList), parsed.GetRequiredValue(Detector)),
            (asked, context, stop) => Task.Run(() => Judge(asked, context, stop), stop));

    private static Command DetectorCommand() => new Command(
        "detector", "Evaluates a detector on annotated pictures: average precision, recall by size.")
        {
            Trained, Model, Faces, Score,
        }
        .WithExamples("analytics-train evaluate detector --model yunet-n --faces masks/")
        .Runs(
            parsed => new EvaluateDetectorRequest(
                parsed.GetValue(Trained), parsed.GetValue(Model), parsed.GetRequiredValue(Faces), parsed.GetValue(Score)),
            (asked, context, stop) => Task.Run(() => JudgeDetector(asked, context), stop));

    private static int Judge(EvaluateEmbedderRequest asked, CommandContext context, CancellationToken stop)
    {
        ArithmeticGate.OfThisProcess(context.Error).Pass();
        var known = context.Options.Models.OpenStore();
        var (store, card) = Judged(asked.Run, asked.Model, known, ModelTask.Embed);
        var detect = new DetectOptions { ScoreThreshold = (float)context.Options.Track.HighScore };
        using var detector = FaceDetectorFactory.Create(
            known, known.Catalog.Card(asked.Detector, ModelTask.Detect), detect, context.Options.Inference,
            NullLogger.Instance);
        using var embedder = FaceEmbedderFactory.Create(store, card, context.Options.Inference, NullLogger.Instance);
        var groups = asked.Groups is { } list ? Groups.Read(list) : null;
        Write(context, new EmbedderEvaluation(detector, embedder, context.Error)
            .Run(asked.Lfw, asked.Pairs, asked.Distractors, groups, stop));
        return ExitCode.Success;
    }

    private static int JudgeDetector(EvaluateDetectorRequest asked, CommandContext context)
    {
        ArithmeticGate.OfThisProcess(context.Error).Pass();
        var known = context.Options.Models.OpenStore();
        var (store, card) = Judged(asked.Run, asked.Model, known, ModelTask.Detect);
        var detect = new DetectOptions { ScoreThreshold = 0.02f };
        using var detector = FaceDetectorFactory.Create(store, card, detect, context.Options.Inference, NullLogger.Instance);
        Write(context, new DetectorEvaluation(detector, Overlap).Run(asked.Faces, (float)asked.Score));
        return ExitCode.Success;
    }

    private static (ModelStore Store, ModelCard Card) Judged(string? run, string? model, ModelStore known, ModelTask task) =>
        (run, model) switch
        {
            ({ } folder, null) => Candidate.Of(folder, task),
            (null, { } id) => (known, known.Catalog.Card(id, task)),
            _ => throw new InvalidException("Name what to evaluate: --run DIR or --model MODEL."),
        };

    private static void Write(CommandContext context, IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
        {
            context.Output.WriteLine(figure);
        }
    }
}
