using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Streams;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Embed.Scheduling;
using Analytics.Host.Cluster;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Site;
using Analytics.Host.Terminal;
using Analytics.Ingest;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Gallery;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Host;

/// <summary>What one process runs: its models, its bus, its cameras, its matching. Roles on a cluster take parts of this page.</summary>
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
    /// Leaves signals to the command, which lets the cameras drain before it stops the host: Akka's own hook would end the actors under
    /// them, and nobody would hear that they have stopped.
    /// </summary>
    public static AkkaConfigurationBuilder WithoutSignals(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off", HoconAddMode.Prepend);

    /// <summary>
    /// Loads the models of the role vision, before the actor system starts: it would tell what is wrong with them as a fault of its own,
    /// with traces.
    /// </summary>
    public static void LoadModels(this IServiceProvider services)
    {
        _ = services.GetRequiredService<SharedDetector>();
        _ = services.GetRequiredService<SharedEmbedder>();
    }

    /// <summary>Role vision: one actor for each camera, each with its pipeline.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="cameras">The cameras.</param>
    /// <param name="watch">Hears of them.</param>
    /// <param name="schedules">The embedding schedule of each, which verdicts go back to.</param>
    /// <param name="observers">Look at analysed frames.</param>
    public static AkkaConfigurationBuilder WithCameras(
        this AkkaConfigurationBuilder akka, IReadOnlyList<CameraSpec> cameras, CameraWatch watch,
        IReadOnlyDictionary<CameraId, EmbeddingSchedule> schedules, IReadOnlyList<IFrameObserver> observers) =>
        akka.WithActors((system, registry, resolver) =>
        {
            var services = resolver.GetService<IServiceProvider>();
            var pipeline = new Pipeline(
                services.GetRequiredService<AnalyticsOptions>(), services.GetRequiredService<SharedDetector>(),
                services.GetRequiredService<SharedEmbedder>(), services.GetRequiredService<IEventPublisher>(), observers, system.Materializer());
            var loggers = services.GetRequiredService<ILoggerFactory>();
            Func<CameraSpec, Props> props = camera => IngestHosting.CameraProps(
                camera, (spec, frames) => pipeline.RunAsync(spec, frames, schedules[spec.Id]), () => schedules[camera.Id].LookInterval,
                TimeProvider.System, loggers, pipeline.Admission);
            registry.Register<CameraRegion>(system.ActorOf(Props.Create(() => new CameraRegion(cameras, props, watch)), "cameras"));
        });

    /// <summary>Role vision of a site: cameras come and go as the roster orders and load asks for.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="options">How long a silent node is waited for.</param>
    /// <param name="board">What nodes tell of themselves.</param>
    /// <param name="onChange">Hears of a camera whose state has changed.</param>
    public static AkkaConfigurationBuilder WithSiteCameras(
        this AkkaConfigurationBuilder akka, Cluster.ClusterOptions options, SiteBoard board, Action<CameraStatus> onChange) =>
        akka.WithActors((system, registry, resolver) =>
        {
            var services = resolver.GetService<IServiceProvider>();
            var all = services.GetRequiredService<AnalyticsOptions>();
            var patience = options.FailurePause + options.StableAfter;
            LocalCameras local = new(patience, TimeProvider.System);
            var pipeline = new Pipeline(
                all, services.GetRequiredService<SharedDetector>(), services.GetRequiredService<SharedEmbedder>(),
                services.GetRequiredService<IEventPublisher>(), [local], system.Materializer());
            var loggers = services.GetRequiredService<ILoggerFactory>();
            var cluster = Akka.Cluster.Cluster.Get(system);
            CameraParts parts = new(ClusterSetup.NodeOf(cluster.SelfAddress), local, all.Ingest, all.Schedule, (camera, schedule, goesOn) => IngestHosting.CameraProps(
                camera, (spec, frames) => pipeline.RunAsync(spec, frames, schedule, goesOn), () => schedule.LookInterval, TimeProvider.System, loggers,
                pipeline.Admission))
            {
                Nodes = () => cluster.State.Members.Select(member => member.Address.Host).OfType<string>(),
            };
            LoadAllocation allocation = new(board, cluster, TimeProvider.System);
            registry.Register<CameraRegion>(ClusterSharding.Get(system).Start(
                CameraShards.Name, id => Props.Create(() => new CameraEntity(new CameraId(id), parts)),
                ClusterShardingSettings.Create(system).WithRole(NodeCommand.Vision), new CameraShards(), allocation, CameraEntity.HandOver.Instance));
            system.ActorOf(Props.Create(() => new NodeReporter(local, onChange)), "reporter");
            system.ActorOf(Props.Create(() => new NodeGuard(local, patience)), "guard");
        });

    /// <summary>The other roles of a site reach cameras wherever they are.</summary>
    public static AkkaConfigurationBuilder WithRemoteCameras(this AkkaConfigurationBuilder akka) => akka.WithActors((system, registry) =>
        registry.Register<CameraRegion>(ClusterSharding.Get(system).StartProxy(CameraShards.Name, NodeCommand.Vision, new CameraShards())));

    /// <summary>Role api of a site: one of these nodes says which cameras are looked after.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="database">The truth.</param>
    /// <param name="board">How the cameras are.</param>
    public static AkkaConfigurationBuilder WithRoster(this AkkaConfigurationBuilder akka, GalleryDatabase database, SiteBoard board) =>
        akka.WithSingleton<Roster>(
            "roster",
            (_, registry, _) =>
            {
                var region = registry.Get<CameraRegion>();
                CameraRegister register = new(database, TimeProvider.System);
                return Props.Create(() => new Roster(database, register, board, region));
            },
            new ClusterSingletonOptions { Role = NodeCommand.Api }, createProxyToo: false);

    /// <summary>Hears what the nodes of a site tell, and says who comes and goes.</summary>
    internal static AkkaConfigurationBuilder WithSiteListener(this AkkaConfigurationBuilder akka, SiteBoard board, KnownNodes known) =>
        akka.WithActors((system, _, resolver) =>
        {
            var logger = resolver.GetService<ILogger<SiteListener>>();
            system.ActorOf(Props.Create(() => new SiteListener(board, known, logger)), SiteListener.Name);
        });

    /// <summary>Role match: everything that is observed becomes verdicts and alerts.</summary>
    /// <param name="source">Where observations come from.</param>
    /// <param name="index">The gallery.</param>
    /// <param name="options">The rules.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    /// <param name="onAlert">Takes an alert; the token gives that up, and it is told again by who reads next.</param>
    /// <param name="onIdentified">Takes a verdict.</param>
    /// <param name="onUnavailable">Hears that the index is out of reach.</param>
    /// <param name="gallery">How many there are to be taken for, asked anew for each verdict; where that is not known, no budget of false alerts is
    /// kept.</param>
    /// <param name="watchlists">The least similarity that a person's watchlists ask for; none: that of the options.</param>
    /// <param name="alike">Who may be one person under two records, and is reported together; none: nobody is.</param>
    public static MatchConsumer Match(
        IEventSource source, IFaceIndex index, MatchOptions options, Calibration? calibration, Func<Alert, CancellationToken, ValueTask> onAlert,
        Action<TrackIdentified> onIdentified, Action<IndexUnavailable> onUnavailable, Func<GallerySize?>? gallery = null,
        Func<PersonId, TrackRate, Similarity?>? watchlists = null, AlikePeople? alike = null)
    {
        var evidence = EvidenceModel.From(options, calibration);
        var (meter, policy) = (new TrackMeter(), options.ToPolicy());
        return new(source, NewIdentifier, onAlert, onIdentified, onUnavailable, TimeProvider.System);

        Identifier NewIdentifier() => new(index, evidence, options, similarity => calibration?.Rate(similarity))
        {
            Meter = meter,
            Alike = alike,
            Gallery = Size,
            ThresholdOf = person => watchlists?.Invoke(person, meter.Rate(options.TracksPerCameraDay)) ?? Default(),
        };

        GallerySize? Size() => gallery?.Invoke();

        Similarity Default() => Size() is var size && policy.Fixed is null && (calibration is null || size is null)
            ? new Similarity(evidence.Neutral)
            : Threshold.Explain(
                new ThresholdQuestion(policy, size ?? GallerySize.OfPeople(1), meter.Rate(options.TracksPerCameraDay)),
                calibration).Similarity;
    }
}
