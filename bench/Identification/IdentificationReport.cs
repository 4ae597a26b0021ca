using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Evaluate.Identifying;

namespace Analytics.Benchmarks.Identification;

/// <summary>FNIR of one gallery at one FPIR.</summary>
internal sealed record OperatingPoint(int Gallery, int Probes, int Strangers, double Fpir, float Threshold, Estimate Fnir);

/// <summary>What a threshold promised, calibrated on other people, and what was seen.</summary>
internal sealed record Promise(
    string CalibratedOn, int Gallery, double Asked, float Threshold, Estimate Predicted, Estimate Seen, double SeenByPredicted,
    bool Extrapolated);

/// <summary>FPIR of a gallery at a threshold of one false-match rate.</summary>
internal sealed record SizePoint(double FalseMatchRate, int Gallery, bool Generated, Estimate Predicted, Estimate Seen);

/// <summary>How often distractors reach a similarity that strangers of the data set reach at a rate.</summary>
internal sealed record TailPoint(double Real, double Generated);

/// <summary>An index beside the exact search.</summary>
internal sealed record IndexAgreement(
    string Index, int Gallery, double Top1Agreement, double Fpir, double FnirExact, double FnirIndex, double RelativeDifference);

/// <summary>All that <c>make bench-identification</c> finds.</summary>
internal sealed record IdentificationReport(
    string Machine, string Model, string Generator, IReadOnlyList<OperatingPoint> Points, IReadOnlyList<Promise> Promises,
    IReadOnlyList<SizePoint> Sizes, IReadOnlyList<TailPoint> Tail, IReadOnlyList<IndexAgreement> Index)
{
    /// <summary>As one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, IdentificationJson.Default.IdentificationReport);

    /// <summary>As a page.</summary>
    public string ToMarkdown()
    {
        var page = new StringBuilder();
        void Add(string line) => page.Append(line).Append('\n');
        Add($"# Identification on Labeled Faces in the Wild");
        Add($"");
        Add($"Written by `make bench-identification`. {Machine}. Model {Model}, exact f32 search. Limits are those of a 95 % confidence "
            + "interval, by a bootstrap over people.");
        Add($"");
        Add($"Of each person with several images, the first is enrolled; the others are probes. People with one image are strangers.");
        Add($"A probe is missed when its mate is not the nearest person of the gallery, or is below the threshold.");
        Add($"");
        Add($"| gallery | probes | strangers | FPIR | threshold | FNIR | limits |");
        Add($"|---:|---:|---:|---:|---:|---:|---|");
        foreach (var point in Points)
        {
            Add($"| {point.Gallery:#,0} | {point.Probes:#,0} | {point.Strangers:#,0} | {point.Fpir} | {point.Threshold:0.000} | "
                + $"{point.Fnir.Value:0.0000} | {point.Fnir.Lower:0.0000} – {point.Fnir.Upper:0.0000} |");
        }

        Add($"");
        Add($"Galleries above 1,680 are filled with distractors, each {Generator}.");
        Add($"With these galleries, each person has at most two probes. False-match rates between strangers of the data set (by the card)");
        Add($"and against distractors:");
        Add($"");
        Add($"| strangers of the data set | distractors | ratio |");
        Add($"|---:|---:|---:|");
        foreach (var point in Tail)
        {
            Add($"| {point.Real:0.0e-0} | {point.Generated:0.0e-0} | {point.Generated / point.Real:0.00} |");
        }

        Add($"");
        Add($"![DET curves](identification-det.png)");
        Add($"");
        Add($"## Predicted and observed");
        Add($"");
        Add($"Thresholds from a calibration on one half of the people, tested on the other half.");
        Add($"");
        Add($"| calibrated on | gallery | requested FPIR | threshold | predicted | observed | limits | observed / predicted |");
        Add($"|---|---:|---:|---:|---:|---:|---|---:|");
        foreach (var promise in Promises)
        {
            var tail = promise.Extrapolated ? " (tail model)" : "";
            var (predicted, seen) = (promise.Predicted.Value, promise.Seen);
            var calibrated = $"{promise.CalibratedOn} | {promise.Gallery:#,0} | {promise.Asked}";
            var observed = $"{seen.Value:0.0000} | {seen.Lower:0.0000} – {seen.Upper:0.0000}";
            Add($"| {calibrated} | {promise.Threshold:0.000}{tail} | {predicted:0.0000} | {observed} | {promise.SeenByPredicted:0.00} |");
        }

        Add($"");
        Add($"![FPIR by size of the gallery](identification-fpir.png)");
        if (Index.Count > 0)
        {
            Add($"");
            Add($"## An index compared with the exact search");
            Add($"");
            Add($"| index | gallery | top-1 agreement | FPIR | FNIR exact | FNIR index | relative difference |");
            Add($"|---|---:|---:|---:|---:|---:|---:|");
            foreach (var row in Index)
            {
                var searched = $"{row.Index} | {row.Gallery:#,0} | {row.Top1Agreement:0.00000} | {row.Fpir}";
                Add($"| {searched} | {row.FnirExact:0.0000} | {row.FnirIndex:0.0000} | {row.RelativeDifference:0.0 %} |");
            }
        }

        return page.ToString();
    }
}

/// <summary>Writes the report without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IdentificationReport))]
internal sealed partial class IdentificationJson : JsonSerializerContext;
