using System.Text;

namespace Analytics.Evaluate.Synthetic;

/// <summary>How synthetic people fare with real models.</summary>
/// <param name="Detector">The id of the detector.</param>
/// <param name="Embedder">The id of the embedder.</param>
/// <param name="MaxYaw">How far heads turned, in degrees.</param>
/// <param name="Detection">Whether they are found.</param>
/// <param name="People">How well the model distinguishes them.</param>
/// <param name="Lfw">The same of real people, where they were asked for.</param>
public sealed record SynthEvaluationReport(
    string Detector, string Embedder, double MaxYaw, IReadOnlyList<DetectionFigures> Detection, SimilarityReport People,
    SimilarityReport? Lfw)
{
    /// <summary>Lines for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        void Line(string line) => text.AppendLine(line);
        Line($"{Detector}:");
        foreach (var figures in Detection)
        {
            Line($"  {figures.Where,-14} {figures.Found:0.0000} of {figures.Faces} faces, overlap {figures.Overlap:0.00},");
            var (points, wrong) = (figures.PointError, figures.False);
            Line($"                 point error {points:0.000} of the width, {wrong:0.00} false detections per picture");
        }

        Line($"{Embedder}:");
        foreach (var (name, report) in new[] { ("synthetic", (SimilarityReport?)People), ("LFW", Lfw) })
        {
            if (report is not null)
            {
                Line($"  {name,-10} rank 1 {report.Rank1:0.0000} of {report.Probes} probes among {report.People}");
                var (same, two) = (report.Genuine, report.Impostor);
                Line($"             same person {same.Mean:0.000} ± {same.Deviation:0.000}, 5th percentile {same.P5:0.000}");
                var highest = $"99.9th percentile {two.P999:0.000}, highest {two.Largest:0.000}";
                Line($"             different   {two.Mean:0.000} ± {two.Deviation:0.000}, {highest}");
            }
        }

        return text.ToString().TrimEnd();
    }
}
