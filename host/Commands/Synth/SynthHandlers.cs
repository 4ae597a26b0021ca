using System.Diagnostics;
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

/// <summary>The commands under <c>analytics synth</c>.</summary>
internal static class SynthHandlers
{
    private const int SheetColumns = 12;
    private const int SheetRows = 6;
    private const int SheetSize = 128;
    private const int MostViews = 4; // divides the columns, as do fewer

    /// <summary>Writes people.</summary>
    public static Task<int> PeopleAsync(SynthPeopleRequest request, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            if (request.Sheet is { } wanted)
            {
                OutputFile.Check("--sheet", wanted, [], request.Overwrite);
            }

            var started = Stopwatch.GetTimestamp();
            var lines = new ProgressLines(context.Error, "people", TimeProvider.System);
            PeopleFolder.Write(request.Folder, request.Settings, (done, total) => lines.Report(done, total), stop);
            if (request.Sheet is { } sheet)
            {
                var views = Math.Min(request.Settings.Views, MostViews);
                var rows = Math.Clamp((request.Settings.Count * views + SheetColumns - 1) / SheetColumns, 1, SheetRows);
                ContactSheet.Write(
                    sheet, request.Settings.Seed, Math.Min(request.Settings.Count, rows * SheetColumns / views), SheetColumns, rows, views,
                    SheetSize, request.Settings.MaxYaw);
            }

            var pictures = request.Settings.Count * request.Settings.Views;
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var answer = new SynthPeopleAnswer(request.Folder, request.Settings.Count, pictures, Math.Round(seconds, 2));
            context.Output.WriteLine(request.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthPeopleAnswer)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{pictures} pictures of {answer.People} people in {request.Folder}, {pictures / seconds:0.0} a second."));
            return ExitCode.Success;
        },
        stop);

    /// <summary>Writes a scene.</summary>
    public static Task<int> SceneAsync(SynthSceneRequest request, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            var lines = new ProgressLines(context.Error, "frames", TimeProvider.System);
            var report = SceneFolder.Write(
                request.Folder, request.Settings, context.Options.Ingest.FfmpegPath, (done, total) => lines.Report(done, total), stop);
            var answer = new SynthSceneAnswer(
                request.Folder, report.Cameras, report.Frames, report.Faces, Math.Round(report.FramesPerSecond, 2));
            context.Output.WriteLine(request.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthSceneAnswer)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Frames} frames of {report.Cameras} cameras with {report.Faces} faces in {request.Folder}, "
                    + $"{report.FramesPerSecond:0.0} a second."));
            return ExitCode.Success;
        },
        stop);

    /// <summary>Compares alerts with the truth.</summary>
    public static Task<int> CheckAsync(SynthCheckRequest request, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            if (request.Sheet is { } wanted)
            {
                OutputFile.Check("--sheet", wanted, [request.Alerts, .. OutputFile.In(request.Folder)], request.Overwrite);
            }

            var scene = SceneTruth.Read(request.Folder);
            var report = new SceneCheck(scene).Run(AlertView.ReadEpisodes(request.Alerts));
            var answer = new SynthCheckAnswer(report.Appearances.Count, report.Right, report.Wrong, report.Repeated);
            context.Output.WriteLine(
                request.Output == OutputFormat.Json ? JsonSerializer.Serialize(answer, SynthJson.Default.SynthCheckAnswer)
                    : report.ToText());
            if (request.Sheet is { } sheet)
            {
                AlertSheet.Write(sheet, scene, report);
            }

            return answer.Wrong == 0 && answer.Right >= request.Least * answer.Appearances ? ExitCode.Success : ExitCode.CheckFailed;
        },
        stop);

    /// <summary>Measures people.</summary>
    public static Task<int> EvaluateAsync(
        (SynthEvaluationRequest Request, OutputFormat Output) asked, CommandContext context, CancellationToken stop) => Task.Run(
        () =>
        {
            var evaluation = new SynthEvaluation(context.Options.Models.OpenStore(), context.Options.ToEvaluate(), context.Error);
            var report = evaluation.Run(asked.Request, stop);
            context.Output.WriteLine(asked.Output == OutputFormat.Json
                ? JsonSerializer.Serialize(report, SynthJson.Default.SynthEvaluationReport)
                : report.ToText());
            if (asked.Request.Docs is { } docs)
            {
                SynthPage.Write(docs, asked.Request, report);
            }

            return ExitCode.Success;
        },
        stop);
}
