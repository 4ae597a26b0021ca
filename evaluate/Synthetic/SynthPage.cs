using System.Globalization;
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
    private const string OfLfw = "\nOf Labeled Faces in the Wild the first two pictures of as many people, one enrolled, one a probe.";

    /// <summary>Writes <c>synth.md</c> and <c>synth-people.png</c> into <paramref name="folder"/>.</summary>
    /// <exception cref="FailureException">The folder cannot be written to.</exception>
    public static void Write(string folder, SynthEvaluationRequest request, SynthEvaluationReport report)
    {
        var people = request.People;
        ContactSheet.Write(Path.Combine(folder, "synth-people.png"), people.Seed, Columns * Rows / Views, Columns, Rows, Views, Size, people.MaxYaw);
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
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Synthetic people");
        Line($"");
        Line($"Written by `analytics synth evaluate`; seed {people.Seed}, {people.Count} people, {people.Views} pictures of each, {people.Size} pixels wide.");
        Line($"");
        Line($"![Twelve people, four pictures of each](synth-people.png)");
        Line($"");
        Line($"## Whether they are found");
        Line($"");
        Line($"Unoccluded faces of 40 pixels and more, in scenes turned by at most 45°. Found: {report.Detector} gives a box that overlaps the true");
        Line($"one by more than a half. Points: the mean distance of its five landmarks from the true ones, as a share of the face's width.");
        Line($"");
        Line($"| pictures | faces | found | overlap | points | others a picture |");
        Line($"|---|---|---|---|---|---|");
        foreach (var row in report.Detection)
        {
            Line($"| {row.Where} | {row.Faces} | {row.Found:0.0000} | {row.Overlap:0.00} | {row.PointError:0.000} | {row.False:0.00} |");
        }

        Line($"");
        Line($"## Whether they are told apart");
        Line($"");
        Line($"One frontal picture of each person is enrolled; the others, turned by up to {report.MaxYaw:0}° with other expressions and light, are");
        Line($"probes of {report.Embedder}.{(report.Lfw is null ? "" : OfLfw)}");
        Line($"");
        Line($"| people | enrolled | probes | rank 1 | same person | 5 % below | two people | 0.1 % above | at most |");
        Line($"|---|---|---|---|---|---|---|---|---|");
        Row("synthetic", report.People);
        if (report.Lfw is { } lfw)
        {
            Row("LFW", lfw);
            if (report.People.Impostor.P999 > lfw.Impostor.P999)
            {
                Line($"");
                Line($"Two synthetic people look more alike to the model than two real ones do: a threshold calibrated on real people names");
                Line($"strangers among them more often than it says.");
            }
        }

        return text.ToString();

        void Row(string name, SimilarityReport row)
        {
            var (same, two) = (row.Genuine, row.Impostor);
            var between = FormattableString.Invariant($"{two.Mean:0.000} ± {two.Deviation:0.000} | {two.P999:0.000} | {two.Largest:0.000}");
            var within = FormattableString.Invariant($"{same.Mean:0.000} ± {same.Deviation:0.000} | {same.P5:0.000}");
            Line($"| {name} | {row.People} | {row.Probes} | {row.Rank1:0.0000} | {within} | {between} |");
        }
    }
}
