using System.CommandLine;
using Analytics.Cli;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>The run to draw.</summary>
internal sealed record PlotRequest(string Run, string? Picture, bool Overwrite);

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
        .Runs(
            parsed => new PlotRequest(parsed.GetRequiredValue(Run), parsed.GetValue(Picture), parsed.GetValue(CommonOptions.Overwrite)),
            (asked, context, stop) => Task.Run(() => Plot(asked, context), stop));

    private static int Plot(PlotRequest asked, CommandContext context)
    {
        var path = asked.Picture ?? Path.Combine(asked.Run, "metrics.png");
        _ = NetworkSpec.Of(asked.Run); // a folder of no run is not made one
        var isOurs = asked.Picture is null; // the picture of the run, redrawn each time
        Output.Write(
            path, MetricsPlot.Png(new RunFolder(asked.Run).Metrics), isOurs ? [] : [asked.Run], isOurs || asked.Overwrite);
        context.Output.WriteLine(path);
        return ExitCode.Success;
    }
}
