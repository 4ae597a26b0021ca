using System.Globalization;
using System.Text.Json;
using Analytics.Alerts;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Evaluate.Synthetic;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;

namespace Analytics.Host.Commands.Synth;

/// <summary>What <c>synth people</c> was asked.</summary>
public sealed record SynthPeopleRequest(string Folder, PeopleSettings Settings, string? Sheet, bool Overwrite, OutputFormat Output);

/// <summary>What <c>synth scene</c> was asked.</summary>
public sealed record SynthSceneRequest(string Folder, SceneSettings Settings, OutputFormat Output);

/// <summary>What <c>synth check</c> was asked.</summary>
public sealed record SynthCheckRequest(string Folder, string Alerts, double Least, string? Sheet, bool Overwrite, OutputFormat Output);

/// <summary>What <c>synth evaluate</c> was asked.</summary>
public sealed record SynthMeasureRequest(SynthEvaluationRequest What, OutputFormat Output);

/// <summary>The commands under <c>analytics synth</c>.</summary>
internal static class SynthHandlers
{
    private const int SheetColumns = 12;
    private const int SheetRows = 6;
    private const int SheetSize = 128;
    private const int MostViews = 4; // divides the columns, as do fewer

    /// <summary>Writes people.</summary>
    public static Task<int> PeopleAsync(SynthPeopleRequest asked, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            if (asked.Sheet is { } wanted)
            {
                OutputFile.Check("--sheet", wanted, [], asked.Overwrite);
            }

            var started = context.Time.GetTimestamp();
            var lines = new ProgressLines(context.Error, "people", context.Time);
            PeopleFolder.Write(asked.Folder, asked.Settings, (done, total) => lines.Report(done, total), stop);
            if (asked.Sheet is { } sheet)
            {
                var views = Math.Min(asked.Settings.Views, MostViews);
                var rows = Math.Clamp((asked.Settings.Count * views + SheetColumns - 1) / SheetColumns, 1, SheetRows);
                ContactSheet.Write(
                    sheet, asked.Settings.Seed, Math.Min(asked.Settings.Count, rows * SheetColumns / views), SheetColumns, rows, views,
                    SheetSize, asked.Settings.MaxYaw);
            }

            var pictures = asked.Settings.Count * asked.Settings.Views;
            var seconds = context.Time.GetElapsedTime(started).TotalSeconds;
            var answer = new SynthPeopleAnswer(asked.Folder, asked.Settings.Count, pictures, Math.Round(seconds, 2));
            context.Output.WriteLine(asked.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthPeopleAnswer)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{pictures} pictures of {answer.People} people in {asked.Folder}, {pictures / seconds:0.0} a second."));
            return ExitCode.Success;
        },
        stop);

    /// <summary>Writes a scene.</summary>
    public static Task<int> SceneAsync(SynthSceneRequest asked, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            var lines = new ProgressLines(context.Error, "frames", context.Time);
            var report = SceneFolder.Write(
                asked.Folder, asked.Settings, context.Options.Ingest.FfmpegPath, (done, total) => lines.Report(done, total), stop,
                context.Time);
            var answer = new SynthSceneAnswer(
                asked.Folder, report.Cameras, report.Frames, report.Faces, Math.Round(report.FramesPerSecond, 2));
            context.Output.WriteLine(asked.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthSceneAnswer)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Frames} frames of {report.Cameras} cameras with {report.Faces} faces in {asked.Folder}, "
                    + $"{report.FramesPerSecond:0.0} a second."));
            return ExitCode.Success;
        },
        stop);

    /// <summary>Compares alerts with the truth.</summary>
    public static Task<int> CheckAsync(SynthCheckRequest asked, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            if (asked.Sheet is { } wanted)
            {
                OutputFile.Check("--sheet", wanted, [asked.Alerts, .. OutputFile.In(asked.Folder)], asked.Overwrite);
            }

            var scene = SceneTruth.Read(asked.Folder);
            var report = new SceneCheck(scene).Run(AlertView.ReadEpisodes(asked.Alerts));
            var answer = new SynthCheckAnswer(report.Appearances.Count, report.Right, report.Wrong, report.Repeated);
            context.Output.WriteLine(
                asked.Output == OutputFormat.Json ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthCheckAnswer)
                    : report.ToText());
            if (asked.Sheet is { } sheet)
            {
                AlertSheet.Write(sheet, scene, report);
            }

            return answer.Wrong == 0 && answer.Right >= asked.Least * answer.Appearances ? ExitCode.Success : ExitCode.CheckFailed;
        },
        stop);

    /// <summary>Measures people.</summary>
    public static Task<int> EvaluateAsync(
        SynthMeasureRequest asked, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            var evaluation = new SynthEvaluation(context.Options.Models.OpenStore(), context.Options.ToEvaluate(), context.Error);
            var report = evaluation.Run(asked.What, stop);
            context.Output.WriteLine(asked.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(report, SynthJson.Default.SynthEvaluationReport)
                : report.ToText());
            if (asked.What.Docs is { } docs)
            {
                SynthPage.Write(docs, asked.What, report);
            }

            return ExitCode.Success;
        },
        stop);
}
