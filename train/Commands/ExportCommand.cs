using System.CommandLine;
using Analytics.Cli;
using Analytics.Train.Arithmetic;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>The run whose model to export.</summary>
internal sealed record ExportRequest(string Run, string Model, bool Overwrite);

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
        .Runs(
            parsed => new ExportRequest(
                parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Model), parsed.GetValue(CommonOptions.Overwrite)),
            (asked, context, stop) => Task.Run(() => Export(asked, context), stop));

    private static int Export(ExportRequest asked, CommandContext context)
    {
        ArithmeticGate.OfThisProcess(context.Error).Pass();
        var file = NetworkSpec.Of(asked.Run).Name == NetworkSpec.Detector
            ? OnnxFile.Of(Finished.Detector(asked.Run))
            : OnnxFile.Of(Finished.Embedder(asked.Run));
        Output.Write(asked.Model, file, [asked.Run], asked.Overwrite);
        context.Output.WriteLine($"{asked.Model}: {file.Length} bytes; its output is within {OnnxFile.Tolerance:0e0} of the network's.");
        return ExitCode.Success;
    }
}
