using Analytics.Embed;
using Analytics.Host.Alerts;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Enrol;
using Analytics.Host.Telemetry;
using Analytics.Host.Terminal;
using Analytics.Ingest;
using Analytics.Match.Index;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.Watch;

/// <summary><c>analytics watch</c>: enrols the people, watches the cameras until they end or somebody says stop, tells who was seen.</summary>
public static class WatchHandler
{
    /// <summary>Runs; 0 when all files have ended or the stop was clean, 2 when a file could not be read to its end.</summary>
    public static async Task<int> RunAsync(WatchSettings settings, CommandContext context, CancellationToken stop)
    {
        var options = Merge(settings, context.Options);
        var cameras = IngestHosting.Cameras(settings.Sources, options.Ingest);
        var error = StandardError.Open();
        using var exporting = Exporting.Start(settings.Otlp, options.Telemetry, CommonOptions.Variables());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        await using var run = new WatchRun(settings, options, cameras, error, context.Verbose);
        try
        {
            var index = await EnrolAsync(settings.People, run.Services, options, error, stopping.Token);
            return await run.WatchAsync(index, lines, stopping) ? ExitCode.Success : ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success; // stopped while the photos were read
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

    private static async Task<InMemoryFaceIndex> EnrolAsync(
        string? people, IServiceProvider services, AnalyticsOptions options, StandardError error, CancellationToken stop)
    {
        var embedder = services.GetRequiredService<SharedEmbedder>();
        var index = new InMemoryFaceIndex(new FaceCollection("people", embedder.Model, embedder.Length));
        if (people is null)
        {
            error.WriteLine("No --people: faces are followed, nobody is named.");
            return index;
        }

        var enrolment = await PeopleGallery.EnrolAsync(people, services, options, error.WriteLine, stop);
        await enrolment.AddToAsync(index, stop);
        return index;
    }
}
