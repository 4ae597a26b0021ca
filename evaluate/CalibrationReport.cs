using System.Text.Json;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>Says what a calibration found.</summary>
public static class CalibrationReport
{
    /// <summary>Writes it as a table, or as one JSON object.</summary>
    public static void Write(Calibration calibration, TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(calibration, ModelJson.Default.Calibration));
            return;
        }

        output.WriteLine($"False matches, {calibration.Pairs} pairs of {calibration.People} people, limits 95 %:");
        foreach (var (row, i) in calibration.Rows.Select((row, i) => (row, i)))
        {
            var modelled = i >= calibration.Table.Length ? "  by the tail model" : "";
            output.WriteLine(
                $"  {row.FalseMatchRate:0.00e-00}  ({row.Lower:0.0e-00} to {row.Upper:0.0e-00}) at similarity "
                    + $"{row.Similarity,7:0.0000}{modelled}");
        }

        if (calibration.Tail is { } tail)
        {
            output.WriteLine(
                $"Tail: {tail.Exceedances} pairs over {tail.Threshold}, shape {tail.Shape:0.000} ({tail.ShapeLimits[0]:0.000} to "
                    + $"{tail.ShapeLimits[1]:0.000}), scale {tail.Scale:0.0000}");
            output.WriteLine(
                $"  about {tail.Mislabelled:0} of them one person under two names, or a twin ({tail.MislabelledLimits[0]:0} to "
                    + $"{tail.MislabelledLimits[1]:0})");
        }

        output.WriteLine($"Below {calibration.Rows[^1].FalseMatchRate:0.0e-00} no rate is claimed.");
        if (calibration.Genuine is { } genuine)
        {
            output.WriteLine($"Genuine, {genuine.Pairs} pairs of {genuine.People} people, each person counted alike:");
            foreach (var rate in (ReadOnlySpan<double>)[1e-3, 1e-4, 1e-5, 1e-6])
            {
                var similarity = calibration.SimilarityAt(rate);
                output.WriteLine(
                    $"  {genuine.FalseNonMatchRate(similarity):0.0000} below {similarity.Value:0.000}, where false matches are "
                        + $"{rate:0e-00}, likelihood ratio 10^{genuine.LogLikelihoodRatio(similarity):0.0}");
            }
        }
    }
}
