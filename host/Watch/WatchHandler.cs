using Akka.Actor;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Embed.Scheduling;
using Analytics.Host.Alerts;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Enrol;
using Analytics.Host.Telemetry;
using Analytics.Host.Terminal;
using Analytics.Ingest;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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

        var board = new CameraBoard([.. cameras.Select(camera => camera.Id)], TimeProvider.System);
        var schedules = cameras.ToDictionary(camera => camera.Id, _ => new EmbeddingSchedule(options.Schedule));
        var ending = new Ending(error);
        var watch = new CameraWatch(board.OnStatus, ending.OnStopped, ending.OnAllStopped);

        using var host = Build(options, error, context.Verbose, akka => akka.WithCameras(cameras, watch, schedules, [board]));
        var services = host.Services;
        var index = await EnrolAsync(settings.People, services, options, error, stopping.Token);

        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        var snapshots = options.Alerts.Snapshots ? new SnapshotStore(settings.Data) : null;
        var desk = new AlertDesk(lines, snapshots, stopping.Cancel, services.GetRequiredService<ILogger<AlertDesk>>());
        var bus = services.GetRequiredService<IEventBus>();
        var matching = Topology.Match(
            bus, index, options.Match, CalibrationOf(services, index.Model),
            alert =>
            {
                board.OnAlert(alert);
                return desk.SendAsync(alert);
            },
            identified => schedules[identified.Camera].OnIdentified(identified)).RunAsync(CancellationToken.None);

        await host.StartAsync(CancellationToken.None);
        using var shown = new CancellationTokenSource();
        var alertsOnTerminal = options.Alerts.File == "-" && !Console.IsOutputRedirected;
        var display = CameraDisplay.RunAsync(error, alertsOnTerminal, board.Rows, TimeProvider.System, shown.Token);

        var region = services.GetRequiredService<IRequiredActor<CameraRegion>>().ActorRef;
        await using (stopping.Token.Register(() => region.Tell(new CameraRegion.StopAll())))
        {
            await Task.WhenAny(ending.AllStopped, matching);
        }

        bus.Complete();
        await matching;
        await shown.CancelAsync();
        await display;
        await host.StopAsync(CancellationToken.None);
        return ending.Failed ? ExitCode.BadInput : ExitCode.Success;
    }

    private static AnalyticsOptions Merge(WatchSettings settings, AnalyticsOptions options) => options with
    {
        Ingest = options.Ingest with
        {
            Fps = settings.Fps ?? options.Ingest.Fps,
            Realtime = settings.Realtime || options.Ingest.Realtime,
        },
        Models = options.Models with { Pack = settings.Pack ?? options.Models.Pack },
        Alerts = options.Alerts with { File = settings.Alerts ?? options.Alerts.File },
    };

    private static IHost Build(
        AnalyticsOptions options, StandardError error, bool verbose, Action<AkkaConfigurationBuilder> cameras)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddStages(options).AddLogs(error, verbose).AddAkka("analytics", akka => cameras(akka.LogWithHost()));
        return builder.Build();
    }

    private static async Task<InMemoryFaceIndex> EnrolAsync(
        string? people, IServiceProvider services, AnalyticsOptions options, StandardError error, CancellationToken stop)
    {
        var embedder = services.GetRequiredService<SharedEmbedder>();
        var index = new InMemoryFaceIndex(embedder.Model);
        if (people is null)
        {
            error.WriteLine("No --people: faces are followed, nobody is named.");
            return index;
        }

        using var enroller = new Enroller(services.GetRequiredService<SharedDetector>(), embedder, options);
        var neutral = CalibrationOf(services, embedder.Model)?.SimilarityAt(options.Match.NeutralFalseMatchRate);
        var enrolment = await enroller.EnrolAsync(people, EvidenceModel.From(options.Match, neutral), stop);
        using var report = new StringWriter();
        EnrolmentReport.Write(enrolment, report);
        foreach (var line in report.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            error.WriteLine(line);
        }

        enrolment.AddTo(index);
        return index.People > 0
            ? index
            : throw new UserErrorException(
                $"No photo in '{people}' was accepted (the reasons stand above). Give clear, frontal photos of one person each.");
    }

    private static Calibration? CalibrationOf(IServiceProvider services, ModelId model) =>
        services.GetRequiredService<ModelStore>().Catalog.Card(model.Value, ModelTask.Embed).Calibration;

    /// <summary>How the cameras ended; the first failure of a file decides the exit code.</summary>
    private sealed class Ending(StandardError error)
    {
        private readonly TaskCompletionSource _allStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AllStopped => _allStopped.Task;

        public bool Failed { get; private set; }

        public void OnStopped(CameraProtocol.Stopped stopped)
        {
            if (stopped.Failed)
            {
                Failed = true;
                error.WriteLine($"error: {stopped.Reason}");
            }
        }

        public void OnAllStopped() => _allStopped.SetResult();
    }
}
