using System.Globalization;
using Analytics.Evaluate.Identifying;
using ScottPlot;

namespace Analytics.Benchmarks.Identification;

/// <summary>Draws the pictures of the page.</summary>
internal static class Plots
{
    private const int Width = 900;
    private const int Height = 600;

    /// <summary>FNIR by FPIR, a curve for each gallery; both axes logarithmic.</summary>
    public static void Det(string file, IReadOnlyList<(int Gallery, ErrorRates Rates)> curves)
    {
        using var plot = new Plot();
        var fpirs = Enumerable.Range(0, 61).Select(i => Math.Pow(10, -3 + i / 20.0)).Where(fpir => fpir <= 0.9).ToArray();
        foreach (var (gallery, rates) in curves)
        {
            var line = plot.Add.Scatter(
                fpirs.Select(Math.Log10).ToArray(),
                fpirs.Select(fpir => Math.Log10(rates.FalseNegatives(rates.ThresholdAt(fpir)))).ToArray());
            line.MarkerSize = 0;
            line.LineWidth = 2;
            line.LegendText = gallery.ToString("#,0", CultureInfo.InvariantCulture);
        }

        plot.Legend.Alignment = Alignment.UpperRight;
        Save(plot, file, "Missed by taken for somebody, for each size of gallery", "FPIR", "FNIR");
    }

    /// <summary>FPIR by the size of the gallery: what the calibration promised with its limits, and what was seen.</summary>
    public static void Sizes(string file, IReadOnlyList<SizePoint> sizes)
    {
        using var plot = new Plot();
        foreach (var (rate, i) in sizes.Select(point => point.FalseMatchRate).Distinct().Select((rate, i) => (rate, i)))
        {
            var colour = plot.Add.Palette.GetColor(i);
            var points = sizes.Where(point => point.FalseMatchRate == rate).OrderBy(point => point.Gallery).ToArray();
            double[] X(Func<SizePoint, bool> which) => [.. points.Where(which).Select(point => Math.Log10(point.Gallery))];
            double Log(double value) => Math.Log10(Math.Max(value, 1e-6));
            var band = plot.Add.FillY(
                X(_ => true), points.Select(point => Log(point.Predicted.Lower)).ToArray(),
                points.Select(point => Log(point.Predicted.Upper)).ToArray());
            band.FillColor = colour.WithAlpha(0.2);
            band.LineWidth = 0;
            var line = plot.Add.Scatter(X(_ => true), points.Select(point => Log(point.Predicted.Value)).ToArray(), colour);
            line.MarkerSize = 0;
            line.LegendText = string.Create(CultureInfo.InvariantCulture, $"FMR {rate:0e-0}, predicted");
            foreach (var generated in (bool[])[false, true])
            {
                bool Seen(SizePoint point) => point.Generated == generated && point.Seen.Value > 0;
                var marks = plot.Add.Scatter(X(Seen), points.Where(Seen).Select(point => Log(point.Seen.Value)).ToArray(), colour);
                marks.LineWidth = 0;
                marks.MarkerSize = 9;
                marks.MarkerShape = generated ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
                marks.LegendText = generated ? "seen, with distractors" : "seen";
            }
        }

        plot.Legend.Alignment = Alignment.LowerRight;
        Save(plot, file, "Strangers taken for somebody, by the size of the gallery", "people in the gallery", "FPIR");
    }

    private static void Save(Plot plot, string file, string title, string x, string y)
    {
        plot.Title(title);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                IntegerTicksOnly = true,
                LabelFormatter = power => Math.Pow(10, power).ToString(power < 0 ? "0.######" : "#,0", CultureInfo.InvariantCulture),
            };
        }

        plot.XLabel(x);
        plot.YLabel(y);
        plot.SavePng(file, Width, Height);
    }
}
