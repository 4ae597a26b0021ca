using System.CommandLine;
using Analytics.Cli;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary><c>analytics-train plot</c>: how a run goes, as a picture.</summary>
internal static class PlotCommand
{
    private static readonly Option<string?> Picture = new("--output")
    {
        HelpName = "FILE.png",
        Description = "The picture to write; by default metrics.png in the folder of the run.",
    };

    public static Command Create() => new Command("plot", "Draws the metrics of a run.") { Run, Picture, CommonOptions.Overwrite }
        .WithExamples("analytics-train plot --run runs/first")
        .Runs<ParseResult>(parsed => parsed, (parsed, context, stop) => Task.Run(() => Plot(parsed, context), stop));

    private static int Plot(ParseResult parsed, CommandContext context)
    {
        var folder = parsed.GetRequiredValue(Run);
        var path = parsed.GetValue(Picture) ?? Path.Combine(folder, "metrics.png");
        _ = NetworkSpec.Of(folder); // a folder of no run is not made one
        var isOurs = parsed.GetValue(Picture) is null; // the picture of the run, redrawn each time
        Output.Write(path, MetricsPlot.Png(new RunFolder(folder).Metrics), isOurs ? []
            : [folder], isOurs || parsed.GetValue(CommonOptions.Overwrite));
        context.Output.WriteLine(path);
        return ExitCode.Success;
    }
}
