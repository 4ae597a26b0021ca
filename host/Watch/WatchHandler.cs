using Analytics.Host.Alerts;
using Analytics.Host.Annotate;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Telemetry;
using Analytics.Host.Terminal;
using Analytics.Ingest;

namespace Analytics.Host.Watch;

/// <summary><c>analytics watch</c>: reads who is enrolled, watches the cameras until they end or somebody says stop, tells who was seen.</summary>
public static class WatchHandler
{
    /// <summary>
    /// Runs; 0 when all files have ended or the stop was clean, 1 when an alert was lost, 2 when a file could not be read to its end.
    /// </summary>
    public static async Task<int> RunAsync(WatchSettings settings, CommandContext context, CancellationToken stop)
    {
        var options = Merge(settings, context.Options);
        var cameras = IngestHosting.Cameras(settings.Sources, options.Ingest);
        CheckOutputs(settings, options, cameras);
        var error = StandardError.Open();
        using var exporting = Exporting.Start(settings.Otlp, options.Telemetry, CommonOptions.Variables());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.Alerts.Snapshots)
        {
            DataFolder.Make(settings.Data);
        }

        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        using var hangup = new Hangup(lines, error);
        await using var run = new WatchRun(settings, options, cameras, error, context.Verbose);
        try
        {
            await using var people = await WatchedPeople.OpenAsync(settings, run.Services, options, run.Names, error, stopping.Token);
            return await run.WatchAsync(people, lines, stopping);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success; // stopped while the photos were read
        }
    }

    private static void CheckOutputs(WatchSettings settings, AnalyticsOptions options, IReadOnlyList<CameraSpec> cameras)
    {
        List<string> inputs =
        [
            .. cameras.SelectMany(camera => camera.Source.Files), .. OutputFile.In(settings.People), .. OutputFile.InputsOf(options, settings.Config),
        ];
        if (options.Alerts.File is { } alerts and not "-")
        {
            OutputFile.CheckAppended("--alerts", alerts, inputs);
            inputs.Add(alerts);
        }

        if (settings.Annotate is { } video)
        {
            foreach (var camera in cameras)
            {
                OutputFile.Check("--annotate", AnnotatedVideo.PathOf(video, camera.Id, cameras.Count > 1), inputs, settings.Overwrite);
            }
        }
    }

    /// <summary>The options with what the command line said of this watch.</summary>
    internal static AnalyticsOptions Merge(WatchSettings settings, AnalyticsOptions options) => options.WithPack(settings.Pack) with
    {
        Ingest = options.Ingest with
        {
            Fps = settings.Fps ?? options.Ingest.Fps,
            Realtime = settings.Realtime || options.Ingest.Realtime,
        },
        Schedule = options.Schedule with
        {
            CalmInterval = settings.Annotate is null ? options.Schedule.CalmInterval : TimeSpan.Zero, // a video wants all pictures that move
        },
        Alerts = options.Alerts with { File = settings.Alerts ?? options.Alerts.File },
    };
}
