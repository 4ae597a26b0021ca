using Analytics.Contracts;
using ScottPlot;

namespace Analytics.Train.Training;

/// <summary>Draws what a run measured: what it gets wrong above, on a logarithmic axis, and what it is worth below.</summary>
internal static class MetricsPlot
{
    private const int Width = 1000;
    private const int Height = 420;

    // What is known of a run but is neither an error nor a mark.
    private static readonly string[] Beside = ["rate", "facesPerSecond"];

    /// <summary>A PNG.</summary>
    /// <exception cref="FailureException">Nothing was measured yet.</exception>
    public static byte[] Png(MetricsLog log)
    {
        var series = log.Series().Where(line => !Beside.Contains(line.Key)).ToList();
        if (series.Count == 0)
        {
            throw new InvalidException("The run has measured nothing yet. Train it first.");
        }

        var marks = series.Where(line => line.Key.StartsWith("lfw", StringComparison.Ordinal)).ToList();
        var errors = series.Except(marks).ToList();
        var whole = new Multiplot();
        whole.AddPlots(marks.Count > 0 ? 2 : 1);
        Draw(whole.GetPlot(0), errors, logarithmic: true, "what is wrong");
        if (marks.Count > 0)
        {
            Draw(whole.GetPlot(1), marks, logarithmic: false, "what it is worth");
        }

        return whole.Render(Width, marks.Count > 0 ? 2 * Height : Height).GetImageBytes();
    }

    private static void Draw(
        Plot plot, IReadOnlyList<KeyValuePair<string, IReadOnlyList<(long Step, double Value)>>> lines, bool logarithmic, string title)
    {
        foreach (var (name, points) in lines)
        {
            var there = points.Where(point => !logarithmic || point.Value > 0).ToList();
            var line = plot.Add.Scatter(
                [.. there.Select(point => (double)point.Step)],
                there.Select(point => logarithmic ? Math.Log10(point.Value) : point.Value).ToArray());
            line.LegendText = name;
            line.MarkerSize = logarithmic ? 0 : 6;
        }

        if (logarithmic)
        {
            plot.Axes.Left.TickGenerator =
                new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = power => $"{Math.Pow(10, power):0.####}" };
        }

        plot.Title(title);
        plot.XLabel("step");
        plot.ShowLegend(Alignment.UpperRight);
    }
}
