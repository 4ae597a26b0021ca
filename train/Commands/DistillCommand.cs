using System.CommandLine;
using Analytics.Cli;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Train.Arithmetic;
using Analytics.Train.Data;
using Analytics.Train.Distilling;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;

namespace Analytics.Train.Commands;

/// <summary>The pictures from which a small embedder learns, and how.</summary>
internal sealed record DistillEmbedderRequest(
    string Run, string[] Data, string? From, string Detector, DistillOptions Options, JudgeRequest Judge);

/// <summary>The pictures from which a small detector learns, and how.</summary>
internal sealed record DistillDetectorRequest(string Run, string[] Data, string? From, DistillOptions Options);

/// <summary><c>analytics-train distill</c>: small models that answer as larger ones do.</summary>
internal static class DistillCommand
{
    // Pictures on which a finished detector is made as sure as its teacher.
    private const int BalancedOn = 800;

    private static readonly Option<string[]> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Folder of pictures, without labels; may be repeated.",
        Required = true,
    };

    private static readonly Option<string?> From = new("--from")
    {
        HelpName = "FILE",
        Description = "Exported student (student.onnx) to continue from; usually with --part-samples 0.",
    };

    public static Command Create() => new("distill", "Distils a small model from a larger one. Needs pictures without labels.")
    {
        Embedder(), Detector(),
    };

    private static Command Embedder()
    {
        var options = new DistillArguments(new DistillOptions());
        var judge = new JudgeArguments();
        return options.AddTo(judge.AddTo(new Command(
            "embedder", $"Distils an embedder from {Student.TeacherId}.") { Data, RunArguments.Run, From, RunArguments.Detector }))
            .WithExamples(
                "analytics-train distill embedder --data faces/ --run runs/embedder --lfw lfw/ --pairs pairs.txt",
                "analytics-train distill embedder --data faces/ --run runs/more --from runs/embedder/student.onnx --part-samples 0")
            .Runs(
                parsed => new DistillEmbedderRequest(
                    parsed.GetRequiredValue(RunArguments.Run), parsed.GetRequiredValue(Data), parsed.GetValue(From),
                    parsed.GetRequiredValue(RunArguments.Detector), options.Of(parsed), judge.Of(parsed)),
                (asked, context, stop) => Task.Run(() => TeachEmbedder(asked, context, stop), stop));
    }

    private static Command Detector()
    {
        var options = new DistillArguments(new DistillOptions { Batch = 8, PartSamples = 16_000, WholeSamples = 64_000 });
        return options.AddTo(new Command("detector", $"Distils a detector from {FinderTaps.TeacherId}.") { Data, RunArguments.Run, From })
            .WithExamples(
                "analytics-train distill detector --data scenes/ --run runs/detector",
                "analytics-train distill detector --data portraits/ --run runs/more --from runs/detector/student.onnx --part-samples 0")
            .Runs(
                parsed => new DistillDetectorRequest(
                    parsed.GetRequiredValue(RunArguments.Run), parsed.GetRequiredValue(Data), parsed.GetValue(From), options.Of(parsed)),
                (asked, context, stop) => Task.Run(() => TeachDetector(asked, context, stop), stop));
    }

    private static int TeachEmbedder(DistillEmbedderRequest asked, CommandContext context, CancellationToken stop)
    {
        var (folder, options) = (asked.Run, asked.Options);
        ArithmeticGate.OfThisProcess(context.Error).Pass(options.Compute);
        var store = context.Options.Models.OpenStore();
        var card = store.Catalog.Card(Student.TeacherId, ModelTask.Embed);
        var spec = new NetworkSpec(NetworkSpec.Student);
        spec.Keep(folder);
        using var cutting = Cutting.Of(
            Student.Of0095.Shape.Side, spec.Template(Student.Of0095.Shape.Side), asked.Detector, folder, context);
        using var faces = cutting.Cutter.Cut(Pictures.Open(asked.Data), stop);
        var augmenter = new FaceAugmenter(faces, cutting.Template, new Augmentation { Mix = 0.5 });

        torch.random.manual_seed(options.Seed);
        using var network = new MobileFaceNet(Student.Of0095.Shape);
        if (asked.From is { } from)
        {
            OutputFile.CheckAppended("--run", Exported(folder), [from]);
            OnnxFile.Read(from, network);
        }

        options.Compute.Apply(network);

        GoldenCheck.Run(store, card, context.Options.Inference, NullLogger.Instance);
        using var teacher = new Teacher(card, store.Load(card), Student.Of0095.Taps, options.Compute.Device);
        using var lesson = new EmbedderDistiller(teacher, network, augmenter, Inputs.Standard, options);
        using var mean = new MovingWeights(network, options.Averaging);
        using var optimizer = torch.optim.AdamW(network.parameters(), options.PartRate, weight_decay: options.WeightDecay);
        using var judge = asked.Judge.Open(cutting.Cutter, Inputs.Standard, stop);
        context.Error.WriteLine(
            $"{faces.Count} faces; a student with {network.parameters().Sum(weight => weight.numel())} weights, {lesson.Steps} steps.");
        using var examined = new MobileFaceNet(Student.Of0095.Shape);
        examined.to(options.Compute.Device);
        new TrainingLoop(lesson, new RunFolder(folder), optimizer, mean, context.Error)
        {
            ExamineEvery = Math.Max(1, asked.Judge.Every / options.Batch),
            Examine = judge is null ? null : _ => judge.Judge(mean, examined),
            Patience = asked.Judge.Patience,
        }.Run(stop);
        Export(folder, () => OnnxFile.Of(Finished.Embedder(folder)), context);
        return ExitCode.Success;
    }

    private static int TeachDetector(DistillDetectorRequest asked, CommandContext context, CancellationToken stop)
    {
        var (folder, options) = (asked.Run, asked.Options);
        ArithmeticGate.OfThisProcess(context.Error).Pass(options.Compute);
        var store = context.Options.Models.OpenStore();
        var card = store.Catalog.Card(FinderTaps.TeacherId, ModelTask.Detect);
        new NetworkSpec(NetworkSpec.Detector).Keep(folder);
        var scenes = new Scenes(Pictures.Open(asked.Data), new SceneOptions());

        torch.random.manual_seed(options.Seed);
        using var network = new FaceFinder(normalise: false);
        if (asked.From is { } from)
        {
            OutputFile.CheckAppended("--run", Exported(folder), [from]);
            OnnxFile.Read(from, network);
        }

        options.Compute.Apply(network);
        GoldenCheck.Run(store, card, context.Options.Inference, NullLogger.Instance);
        using var teacher = new Teacher(card, store.Load(card), FinderTaps.All, options.Compute.Device);
        using var lesson = new FinderDistiller(teacher, network, scenes, Inputs.Standard, options);
        using var mean = new MovingWeights(network, options.Averaging);
        using var optimizer = torch.optim.AdamW(network.parameters(), options.PartRate, weight_decay: options.WeightDecay);
        context.Error.WriteLine(
            $"{scenes.Count} pictures; a student with {network.parameters().Sum(weight => weight.numel())} weights, {lesson.Steps} steps.");
        var run = new RunFolder(folder);
        new TrainingLoop(lesson, run, optimizer, mean, context.Error).Run(stop);
        using var finished = Finished.Detector(folder);
        var shift = ScoreBalance.Apply(teacher, finished, scenes, Inputs.Standard, options, BalancedOn, stop);
        run.WriteMean(finished);
        context.Error.WriteLine($"Scores shifted by {shift:0.000} before the sigmoid, to match the teacher.");
        Export(folder, () => OnnxFile.Of(finished), context);
        return ExitCode.Success;
    }

    private static string Exported(string folder) => Path.Combine(folder, "student.onnx");

    private static void Export(string folder, Func<byte[]> model, CommandContext context)
    {
        var path = Exported(folder);
        File.WriteAllBytes(path, model());
        context.Output.WriteLine(path);
    }
}
