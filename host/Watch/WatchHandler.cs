using Analytics.Alerts;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts.Files;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host.Commands;
using Analytics.Host.Commands.People;
using Analytics.Host.Telemetry;
using Analytics.Ingest;
using Analytics.Match.Evidence;
using Analytics.People;
using Analytics.People.Index;
using Analytics.People.Watching;
using Analytics.Runtime.Models;
using Analytics.Runtime.Video;
using Analytics.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary><c>analytics watch</c>: reads the gallery, watches the cameras until they end or it is stopped, and reports alerts.</summary>
public static class WatchHandler
{
    /// <summary>
    /// Runs; 0 when all files have ended or the stop was clean, 1 when an alert was lost, 2 when a file could not be read to its end.
    /// </summary>
    public static async Task<int> RunAsync(WatchRequest asked, CommandContext context, CancellationToken stop)
    {
        var options = Merge(asked, context.Options);
        var cameras = IngestHosting.Cameras(asked.Sources, options.Ingest);
        CheckOutputs(asked, options, cameras);
        var error = StandardError.Open();
        using var exporting = Exporting.Start(asked.Otlp, options.Telemetry, CommonOptions.Variables());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.Alerts.Snapshots)
        {
            DataFolder.Make(asked.Data);
        }

        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        using var hangup = new Hangup(lines, error.WriteLine);
        await using var run = new WatchRun(asked, options, cameras, error, context.Verbose);
        try
        {
            await using var gallery = await OpenGalleryAsync(asked, run, options, stopping.Token);
            await using var people = await OpenAsync(asked, run, options, gallery, error, stopping.Token);
            return await run.WatchAsync(people, lines, stopping);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success; // stopped while the photos were read
        }
    }

    private static async Task<Gallery?> OpenGalleryAsync(
        WatchRequest asked, WatchRun run, AnalyticsOptions options, CancellationToken stop)
    {
        var log = run.Services.GetRequiredService<ILogger<Gallery>>();
        return asked.People is null && GalleryPlace.Exists(asked.Data, options.Gallery, CommonOptions.Variables())
            ? await Gallery.OpenAsync(options.ToPeople(asked.Data), mayCopy: true, log, stop)
            : null;
    }

    private static async Task<WatchedPeople> OpenAsync(
        WatchRequest asked, WatchRun run, AnalyticsOptions options, Gallery? gallery, StandardError error, CancellationToken stop)
    {
        if (gallery is not null)
        {
            return await WatchedPeople.OfGalleryAsync(
                gallery, run.Names, error.WriteLine, run.Services.GetRequiredService<ILogger<WatchedPeople>>(), stop);
        }

        var store = run.Services.GetRequiredService<ModelStore>();
        var collection = GalleryIndex.CollectionOf(store, options.Models.Pack);
        if (asked.People is { } folder)
        {
            var calibration = store.CalibrationOf(collection.Model);
            var evidence = EvidenceModel.From(options.Match, calibration);
            var enrolment = await PhotoFolder.EnrolAsync(
                folder, run.Services.GetRequiredService<SharedDetector>(), run.Services.GetRequiredService<SharedEmbedder>(), options,
                evidence,
                error.WriteLine, stop);
            return await WatchedPeople.OfFolderAsync(enrolment, collection, calibration?.PhotoExponent, stop);
        }

        error.WriteLine(
            "No --people and no gallery: faces are tracked but not identified. 'analytics people add NAME PHOTO...' enrols a person.");
        return WatchedPeople.Nobody(collection);
    }

    private static void CheckOutputs(WatchRequest asked, AnalyticsOptions options, IReadOnlyList<CameraSpec> cameras)
    {
        List<string> inputs =
        [
            .. cameras.SelectMany(camera => camera.Source.Files), .. OutputFile.In(asked.People),
                .. HostCommand.InputsOf(options, asked.Config),
        ];
        if (options.Alerts.File is { } alerts and not "-")
        {
            OutputFile.CheckAppended("--alerts", alerts, inputs);
            inputs.Add(alerts);
        }

        if (asked.Annotate is { } video)
        {
            foreach (var camera in cameras)
            {
                OutputFile.Check("--annotate", AnnotatedVideo.PathOf(video, camera.Id, cameras.Count > 1), inputs, asked.Overwrite);
            }
        }
    }

    /// <summary>The options with what the command line said of this watch.</summary>
    internal static AnalyticsOptions Merge(WatchRequest asked, AnalyticsOptions options) => options.WithPack(asked.Pack) with
    {
        Ingest = options.Ingest with
        {
            Fps = asked.Fps ?? options.Ingest.Fps,
            Realtime = asked.Realtime || options.Ingest.Realtime,
        },
        Schedule = options.Schedule with
        {
            // A video wants all pictures that move.
            CalmInterval = asked.Annotate is null ? options.Schedule.CalmInterval : TimeSpan.Zero,
        },
        Alerts = options.Alerts with { File = asked.Alerts ?? options.Alerts.File },
    };
}
