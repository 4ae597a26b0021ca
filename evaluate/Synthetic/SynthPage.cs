using System.Text;
using Analytics.Contracts;
using Analytics.Synth.Files;

namespace Analytics.Evaluate.Synthetic;

/// <summary>Writes the figures as a page with pictures.</summary>
public static class SynthPage
{
    private const int Columns = 12;
    private const int Rows = 4;
    private const int Views = 4;
    private const int Size = 64;
    private const string OfLfw = "\nLFW: the same number of people, two pictures each. One is enrolled, the other is the probe.";

    /// <summary>Writes <c>synth.md</c> and <c>synth-people.png</c> into <paramref name="folder"/>.</summary>
    /// <exception cref="FailureException">The folder cannot be written to.</exception>
    public static void Write(string folder, SynthEvaluationRequest request, SynthEvaluationReport report)
    {
        var people = request.People;
        ContactSheet.Write(
            Path.Combine(folder, "synth-people.png"), people.Seed, Columns * Rows / Views, Columns, Rows, Views, Size, people.MaxYaw);
        try
        {
            File.WriteAllText(Path.Combine(folder, "synth.md"), Text(people, report));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The page cannot be written to '{folder}': {fault.Message}");
        }
    }

    private static string Text(PeopleSettings people, SynthEvaluationReport report)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line($"# Synthetic people");
        Line($"");
        Line($"Written by `analytics synth evaluate`: seed {people.Seed}, {people.Count:#,0} people, {people.Views} pictures per person,");
        Line($"{people.Size} pixels wide.");
        Line($"");
        Line($"![Twelve people, four pictures per person](synth-people.png)");
        Line($"");
        Line($"## Detection");
        Line($"");
        Line($"Only unoccluded faces of at least 40 pixels count. In scenes, they are turned by at most 45°. Found: share of faces");
        Line($"for which {report.Detector} returns a box with an overlap above 0.5. Points: mean distance of the five landmarks from");
        Line($"the ground truth, as a share of the face's width.");
        Line($"");
        Line($"| pictures | faces | found | overlap | points | false detections per picture |");
        Line($"|---|---|---|---|---|---|");
        foreach (var row in report.Detection)
        {
            var found = $"{row.Found:0.0000} | {row.Overlap:0.00} | {row.PointError:0.000} | {row.False:0.00}";
            Line($"| {row.Where} | {row.Faces:#,0} | {found} |");
        }

        Line($"");
        Line($"## Identification");
        Line($"");
        Line($"One frontal picture per person is enrolled. The others, turned by up to {report.MaxYaw:0}° with other expressions and");
        Line($"light, are probes for {report.Embedder}.{(report.Lfw is null ? "" : OfLfw)}");
        Line($"");
        Line(
            $"| people | enrolled | probes | rank 1 | similarity, same person (mean ± SD) | 5th percentile | different people (mean ± SD) "
            + $"| 99.9th percentile | highest (different people) |");
        Line($"|---|---|---|---|---|---|---|---|---|");
        Row("synthetic", report.People);
        if (report.Lfw is { } lfw)
        {
            Row("LFW", lfw);
            if (report.People.Impostor.P999 > lfw.Impostor.P999)
            {
                Line($"");
                Line($"The model finds synthetic people more similar to each other than real people. So a threshold calibrated on");
                Line($"real people gives more false matches on synthetic people than predicted.");
            }
        }

        return text.ToString();

        void Row(string name, SimilarityReport row)
        {
            var (same, two) = (row.Genuine, row.Impostor);
            var between = $"{two.Mean:0.000} ± {two.Deviation:0.000} | {two.P999:0.000} | {two.Largest:0.000}";
            var within = $"{same.Mean:0.000} ± {same.Deviation:0.000} | {same.P5:0.000}";
            Line($"| {name} | {row.People:#,0} | {row.Probes:#,0} | {row.Rank1:0.0000} | {within} | {between} |");
        }
    }
}
