using System.CommandLine;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Train.Arithmetic;
using Analytics.Train.Data;
using Analytics.Train.Losses;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using TorchSharp;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>The faces to learn from, the network that learns, and how.</summary>
internal sealed record FitRequest(
    string Run, string[] Data, bool Aligned, string Detector, NetworkSpec Network, string Loss, double Scale, double? Margin,
    FaceLessonOptions Options, JudgeRequest Judge);

/// <summary><c>analytics-train train</c>: an embedder from labelled faces.</summary>
internal static class FitCommand
{
    private static readonly FaceLessonOptions Otherwise = new();

    private static readonly Option<string[]> Data = new("--data")
    {
        HelpName = "PATH",
        Required = true,
        Description = "Labelled faces: a folder with one folder per person; an InsightFace RecordIO (train.rec with train.idx beside it); "
            + "or a list (FILE.txt: a path, a tab and a person per line). May be repeated.",
    };

    private static readonly Option<bool> Aligned = new("--aligned")
    {
        Description = "The pictures are aligned faces: they are scaled without detection.",
    };

    private static readonly Option<string> Network = new("--network")
    {
        HelpName = "NAME",
        Description = string.Join(", ", NetworkSpec.Embedders),
        DefaultValueFactory = _ => "mobilefacenet",
    };

    private static readonly Option<string> Loss = new("--loss")
    {
        HelpName = "NAME",
        Description = string.Join(", ", FaceLosses.Names),
        DefaultValueFactory = _ => "arcface",
    };

    private static readonly Option<int?> Side = new("--side")
    {
        HelpName = "PX",
        Description = "Side of the input in pixels; by default the network's own.",
    };

    private static readonly Option<int?> Length = new("--length")
    {
        HelpName = "N",
        Description = "Components of the embedding; by default the network's own.",
    };

    private static readonly Option<int?> Width = new("--width")
    {
        HelpName = "N",
        Description = "Channels of the first stage of a ResNet; by default 64.",
    };

    private static readonly Option<double> Scale = Positive("--scale", "Factor of the cosines; s in the papers.", 64.0);
    private static readonly Option<double?> Margin = new("--margin")
    {
        HelpName = "M",
        Description = "Margin; by default the value of the loss's paper.",
    };

    private static readonly Option<double> Epochs = Positive("--epochs", "Number of passes over the faces.", Otherwise.Epochs);
    private static readonly Option<int> Batch = Positive("--batch", "Faces per batch.", Otherwise.Batch);
    private static readonly Option<int> Batches = Positive(
        "--accumulate", "Batches whose gradients are accumulated per step.", Otherwise.Batches);
    private static readonly Option<double> Rate = Positive("--rate", "Highest learning rate.", Otherwise.Rate);
    private static readonly Option<double> Decay = Number(
        "--weight-decay", "Weight decay per step, times the learning rate.", Otherwise.WeightDecay);
    private static readonly Option<double> Smoothing = Number(
        "--smoothing", "Label smoothing: share of the target that goes to other people.", Otherwise.Smoothing);
    private static readonly Option<int> Seed = Number("--seed", "Random seed.", Otherwise.Seed);

    public static Command Create()
    {
        Network.AcceptOnlyFromAmong([.. NetworkSpec.Embedders]);
        Loss.AcceptOnlyFromAmong([.. FaceLosses.Names]);
        var judge = new JudgeArguments();
        return judge.AddTo(new Command("train", "Trains an embedder on labelled faces.")
            {
                Data, Run, Aligned, Detector, Network, Loss, Side, Length, Width, Scale, Margin, Epochs, Batch, Batches, Rate, Decay,
                    Smoothing, Seed, Device, Precision,
            })
            .WithExamples(
                "analytics-train train --data people/ --run runs/first",
                "analytics-train train --data ms1m/train.rec --aligned --network resnet-ir-50 --device cuda --run runs/r50",
                "analytics-train train --data people/ --run runs/triplet --loss triplet --rate 0.01 --accumulate 1")
            .Runs(
                parsed => new FitRequest(
                    parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Data), parsed.GetValue(Aligned),
                    parsed.GetRequiredValue(Detector), Spec(parsed), parsed.GetRequiredValue(Loss), parsed.GetValue(Scale),
                    parsed.GetValue(Margin), Options(parsed), judge.Of(parsed)),
                (asked, context, stop) => Task.Run(() => Fit(asked, context, stop), stop));
    }

    private static int Fit(FitRequest asked, CommandContext context, CancellationToken stop)
    {
        var (folder, spec, options) = (asked.Run, asked.Network, asked.Options);
        ArithmeticGate.OfThisProcess(context.Error).Pass(options.Compute);
        torch.random.manual_seed(options.Seed);
        using var network = spec.MakeEmbedder();
        var template = spec.Template(network.Side);
        // Aligned faces need no detector, but for those by which the network is judged.
        using var cutting = asked.Aligned && asked.Judge.Lfw is null
            ? null
            : Cutting.Of(network.Side, template, asked.Detector, folder, context);
        var set = Pictures.Open(asked.Data);
        using IFaces faces = asked.Aligned ? new AlignedFaces(set, network.Side) : cutting!.Cutter.Cut(set, stop);
        spec.Keep(folder);
        var people = faces.People ?? throw new InvalidException("The faces have no labels. Put each person's faces into their own folder.");
        var count = people.Max() + 1;
        using var loss = FaceLosses.Make(asked.Loss, network.Length, count, asked.Scale, asked.Margin, options.Smoothing);
        using var lesson = new FaceLesson(
            network, loss, new FaceAugmenter(faces, template, new Augmentation()), people, Inputs.Standard, options);
        options.Compute.Apply(lesson.Pupil);
        using var mean = new MovingWeights(network, 0.002);
        using var optimizer = torch.optim.SGD(
            lesson.Pupil.parameters(), options.Rate, momentum: options.Momentum, weight_decay: options.WeightDecay);
        using var judge = cutting is null ? null : asked.Judge.Open(cutting.Cutter, Inputs.Standard, stop);
        using var examined = spec.MakeEmbedder();
        examined.to(options.Compute.Device);
        context.Error.WriteLine(
            $"{faces.Count} faces of {count} people; {network.parameters().Sum(weight => weight.numel())} weights, {lesson.Steps} steps.");
        new TrainingLoop(lesson, new RunFolder(folder), optimizer, mean, context.Error)
        {
            ExamineEvery = Math.Max(1, asked.Judge.Every / (options.Batch * options.Batches)),
            Examine = judge is null ? null : _ => judge.Judge(mean, examined),
            Patience = asked.Judge.Patience,
        }.Run(stop);
        return ExitCode.Success;
    }

    private static NetworkSpec Spec(ParseResult parsed) => new(parsed.GetRequiredValue(Network))
    {
        Side = parsed.GetValue(Side),
        Length = parsed.GetValue(Length),
        Width = parsed.GetValue(Width),
    };

    private static FaceLessonOptions Options(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(Epochs),
        Batch = parsed.GetValue(Batch),
        Batches = parsed.GetValue(Batches),
        Rate = parsed.GetValue(Rate),
        WeightDecay = parsed.GetValue(Decay),
        Smoothing = parsed.GetValue(Smoothing),
        Seed = parsed.GetValue(Seed),
        Compute = ComputeOf(parsed),
    };
}
