using System.CommandLine;
using Analytics.Cli;
using Analytics.Train.Arithmetic;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary><c>analytics-train export</c>: what a run has learnt, as ONNX.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Model = new("--output")
    {
        HelpName = "FILE.onnx",
        Description = "The model to write.",
        Required = true,
    };

    public static Command Create() => new Command(
        "export", "Exports the model of a run as ONNX and checks it against the network's output.")
        {
            Run, Model, CommonOptions.Overwrite,
        }
        .WithExamples("analytics-train export --run runs/first --output first.onnx")
        .Runs<ParseResult>(parsed => parsed, (parsed, context, stop) => Task.Run(() => Export(parsed, context), stop));

    private static int Export(ParseResult parsed, CommandContext context)
    {
        ArithmeticGate.OfThisProcess(context.Error).Pass();
        var (folder, path) = (parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Model));
        var file = NetworkSpec.Of(folder).Name == NetworkSpec.Detector
            ? OnnxFile.Of(Finished.Detector(folder))
            : OnnxFile.Of(Finished.Embedder(folder));
        Output.Write(path, file, [folder], parsed.GetValue(CommonOptions.Overwrite));
        context.Output.WriteLine($"{path}: {file.Length} bytes; its output is within {OnnxFile.Tolerance:0e0} of the network's.");
        return ExitCode.Success;
    }
}
