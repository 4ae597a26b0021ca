using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Evaluate;

/// <summary>What a detector does on annotated pictures.</summary>
/// <param name="Detector">The model.</param>
/// <param name="Pictures">Pictures looked at.</param>
/// <param name="LongSide">The longer side of what the detector saw, pixels.</param>
/// <param name="ScoreThreshold">The lowest score of a detection.</param>
/// <param name="MinOverlap">The least intersection over union of a match.</param>
/// <param name="Boxes">Drawn boxes.</param>
/// <param name="Recall">The share of them that was found.</param>
/// <param name="LargeSide">What counts as a large box: both sides at least this many pixels.</param>
/// <param name="LargeBoxes">Large drawn boxes.</param>
/// <param name="LargeRecall">The share of them that was found.</param>
/// <param name="Precision">The share of detections that match a drawn box.</param>
public sealed record DetectionReport(
    string Detector, int Pictures, int LongSide, float ScoreThreshold, float MinOverlap, int Boxes, double Recall, float LargeSide,
    int LargeBoxes, double LargeRecall, double Precision);

/// <summary>What a detector and an embedder together do on Labeled Faces in the Wild.</summary>
/// <param name="Detector">The detector.</param>
/// <param name="Embedder">The embedder.</param>
/// <param name="Images">Images looked at.</param>
/// <param name="WithoutFace">Images on which no face was found; they were aligned by the mean landmarks of the others.</param>
/// <param name="SeveralFaces">Images with several faces; the most central one was taken.</param>
/// <param name="Flip">Whether mirror images were averaged in.</param>
/// <param name="Score">The result of the protocol.</param>
public sealed record LfwReport(
    string Detector, string Embedder, int Images, int WithoutFace, int SeveralFaces, bool Flip, LfwScore Score);

/// <summary>All that one evaluation found; what was not asked is absent.</summary>
/// <param name="Lfw">Recognition.</param>
/// <param name="Detection">Detection.</param>
public sealed record EvaluationReport(LfwReport? Lfw, DetectionReport? Detection)
{
    /// <summary>The share of LFW's pairs that are judged rightly.</summary>
    public double? Accuracy => Lfw?.Score.Accuracy;

    /// <summary>Writes the report.</summary>
    public void Write(TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationReport));
            return;
        }

        Write(output);
    }

    private void Write(TextWriter output)
    {
        if (Lfw is { Score: var score } lfw)
        {
            output.WriteLine(
                $"LFW, {score.Pairs} pairs, {lfw.Images} images, {lfw.Detector} and "
                    + $"{lfw.Embedder}{(lfw.Flip ? " with mirror images" : "")}:");
            output.WriteLine(
                $"  accuracy {score.Accuracy:0.0000} ± {score.Deviation:0.0000}, best threshold {score.Threshold:0.000}");
            foreach (var point in new[] { score.AtOnePercent, score.AtOnePerMille })
            {
                output.WriteLine(
                    $"  true accepts {point.TrueAcceptRate:0.0000} at false accepts {point.FalseAcceptRate:0.####} (similarity above "
                        + $"{point.Similarity:0.000})");
            }

            output.WriteLine(
                $"  {lfw.WithoutFace} images without a face (aligned by the mean landmarks of the others), {lfw.SeveralFaces} with "
                    + "several (the most central one)");
        }

        if (Detection is { } detection)
        {
            output.WriteLine(
                $"Faces, {detection.Pictures} pictures, {detection.Boxes} boxes, {detection.Detector} at {detection.LongSide}, "
                    + $"overlap above {detection.MinOverlap}, score {detection.ScoreThreshold}:");
            output.WriteLine(
                $"  recall {detection.Recall:0.000}, of the {detection.LargeBoxes} boxes of at least {detection.LargeSide} pixels "
                    + $"{detection.LargeRecall:0.000}, precision {detection.Precision:0.000}");
        }
    }
}

/// <summary>Writes reports as JSON without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
