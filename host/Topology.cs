using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Analytics.Bus;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Frames;
using Analytics.Site;
using Analytics.Store.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Host;

/// <summary>What one process runs. Which role runs what is said here, and nowhere else.</summary>
public static class Topology
{
    /// <summary>The models, the bus and the options of the stages.</summary>
    public static IServiceCollection AddStages(this IServiceCollection services, AnalyticsOptions options) => services
        .AddSingleton(options)
        .AddSingleton(Options.Create(options.Detect))
        .AddSingleton(Options.Create(options.Inference))
        .AddSingleton(Options.Create(options.Models))
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => new InProcessBus())
        .AddSingleton<IEventPublisher>(services => services.GetRequiredService<InProcessBus>())
        .AddDetection()
        .AddEmbedding();

    /// <summary>Logs as lines on standard error.</summary>
    public static IServiceCollection AddLogs(this IServiceCollection services, StandardError error, bool verbose) =>
        services.AddLogging(logging => logging.AddLines(error, TimeProvider.System, verbose));

    /// <summary>
    /// Loads the models of the role vision before the actor system starts, which would report what is wrong with them as a fault of its
    /// own, with traces.
    /// </summary>
    public static void LoadModels(this IServiceProvider services)
    {
        _ = services.GetRequiredService<SharedDetector>();
        _ = services.GetRequiredService<SharedEmbedder>();
    }

    /// <summary>What a node with these roles runs.</summary>
    /// <param name="roles">See <see cref="SiteRoles"/>.</param>
    /// <param name="options">Where the index is, how nodes reach one another, and what is kept of alerts.</param>
    internal static NodeParts PartsOf(IReadOnlyList<string> roles, AnalyticsOptions options)
    {
        var (watches, matches, serves) = (roles.Contains(SiteRoles.Vision), roles.Contains(SiteRoles.Match), roles.Contains(SiteRoles.Api));
        var usesKafka = options.Bus.Kind == BusKind.Kafka;
        return new NodeParts
        {
            UsesKafka = usesKafka,
            ReadsCameras = watches,
            OpensGallery = matches || serves,
            Matches = matches,
            MatchesAlone = matches && options.Index.Kind == IndexKind.Embedded,
            ServesApi = serves,
            Url = serves ? options.Api.Url : options.Api.HealthUrl,
            SavesSnapshots = serves && options.Alerts.Snapshots,
            FollowsAlerts = serves && usesKafka,
        };
    }

    /// <summary><c>watch</c>: the cameras of the command line, in a process by itself.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="cameras">The cameras.</param>
    /// <param name="watch">Called with how they are.</param>
    /// <param name="schedules">The embedding schedule of each, which verdicts go back to.</param>
    /// <param name="observers">Look at analysed frames.</param>
    public static AkkaConfigurationBuilder WithWatch(
        this AkkaConfigurationBuilder akka, IReadOnlyList<CameraSpec> cameras, CameraWatch watch,
        IReadOnlyDictionary<CameraId, EmbeddingSchedule> schedules, IReadOnlyList<IFrameObserver> observers) =>
        akka.LogWithHost().WithoutSignals().WithCameras(cameras, watch, (system, services) =>
        {
            var (pipeline, loggers) = (PipelineOf(system, services, observers), services.GetRequiredService<ILoggerFactory>());
            return camera => pipeline.CameraProps(camera, schedules[camera.Id], loggers);
        });

    /// <summary><c>node</c>: the actors of each role.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="roles">Others see them.</param>
    /// <param name="parts">What it runs.</param>
    /// <param name="options">Addresses and limits.</param>
    /// <param name="board">What nodes and cameras report.</param>
    /// <param name="known">Remembers the nodes.</param>
    /// <param name="database">Where the cameras are registered; none where <paramref name="parts"/> has no API.</param>
    /// <param name="onChange">Called with a camera of this node whose state has changed.</param>
    internal static AkkaConfigurationBuilder WithNode(
        this AkkaConfigurationBuilder akka, IReadOnlyList<string> roles, NodeParts parts, AnalyticsOptions options, SiteBoard board,
        KnownNodes known, GalleryDatabase? database, Action<CameraStatus> onChange)
    {
        akka.LogWithHost().WithoutSignals().WithSite(options.Cluster, roles, known.Read(), isAlone: !parts.UsesKafka);
        _ = parts.ReadsCameras
            ? akka.WithSiteCameras(
                options.Cluster, board, onChange, (system, services, local) => CamerasOf(system, services, local, options))
            : akka.WithRemoteCameras();
        _ = parts.ServesApi ? akka.WithRoster(database!, board) : akka;
        return akka.WithSiteListener(board, known);
    }

    private static CameraParts CamerasOf(ActorSystem system, IServiceProvider services, LocalCameras local, AnalyticsOptions options)
    {
        var (pipeline, loggers) = (PipelineOf(system, services, [local]), services.GetRequiredService<ILoggerFactory>());
        var cluster = Akka.Cluster.Cluster.Get(system);
        return new(
            ClusterSetup.NodeOf(cluster.SelfAddress), local, options.Ingest, options.Schedule,
            (camera, schedule, goesOn) => pipeline.CameraProps(camera, schedule, loggers, goesOn))
        {
            Nodes = () => cluster.State.Members.Select(member => member.Address.Host).OfType<string>(),
        };
    }

    private static Pipeline PipelineOf(ActorSystem system, IServiceProvider services, IReadOnlyList<IFrameObserver> observers) => new(
        services.GetRequiredService<AnalyticsOptions>(), services.GetRequiredService<SharedDetector>(),
        services.GetRequiredService<SharedEmbedder>(),
        services.GetRequiredService<IEventPublisher>(), observers, system.Materializer());

    // Signals are the command's, which lets the cameras drain before it stops the host: Akka's own hook would end the actors under them.
    private static AkkaConfigurationBuilder WithoutSignals(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off", HoconAddMode.Prepend);

    // Akka's own log, warnings and worse, goes where ours goes.
    private static AkkaConfigurationBuilder LogWithHost(this AkkaConfigurationBuilder akka) => akka.ConfigureLoggers(setup =>
    {
        setup.LogLevel = Akka.Event.LogLevel.WarningLevel;
        setup.ClearLoggers();
        setup.AddLoggerFactory();
    });
}
