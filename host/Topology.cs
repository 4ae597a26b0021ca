using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Embed.Scheduling;
using Analytics.Host.Configuration;
using Analytics.Host.Terminal;
using Analytics.Ingest;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
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
                TimeProvider.System, loggers);
            registry.Register<CameraRegion>(system.ActorOf(Props.Create(() => new CameraRegion(cameras, props, watch)), "cameras"));
        });

    /// <summary>Role match: everything that is observed becomes verdicts and alerts.</summary>
    /// <param name="source">Where observations come from.</param>
    /// <param name="index">The gallery.</param>
    /// <param name="options">The rules.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    /// <param name="onAlert">Takes an alert.</param>
    /// <param name="onIdentified">Takes a verdict.</param>
    /// <param name="onUnavailable">Hears that the index is out of reach.</param>
    /// <param name="gallery">How many there are to be taken for; where that is not known, no budget of false alerts is kept.</param>
    /// <param name="watchlists">The least similarity that a person's watchlists ask for; none: that of the options.</param>
    public static MatchConsumer Match(
        IEventSource source, IFaceIndex index, MatchOptions options, Calibration? calibration, Func<Alert, ValueTask> onAlert,
        Action<TrackIdentified> onIdentified, Action<IndexUnavailable> onUnavailable, GallerySize? gallery = null,
        Func<PersonId, TrackRate, Similarity?>? watchlists = null)
    {
        var evidence = EvidenceModel.From(options, calibration);
        var (meter, policy) = (new TrackMeter(), options.ToPolicy());
        return new(source, NewIdentifier, onAlert, onIdentified, onUnavailable, TimeProvider.System);

        Identifier NewIdentifier() => new(index, evidence, options, similarity => calibration?.Rate(similarity))
        {
            Meter = meter,
            Gallery = () => gallery,
            ThresholdOf = person => watchlists?.Invoke(person, meter.Rate(options.TracksPerCameraDay)) ?? Default(),
        };

        Similarity Default() => policy.Fixed is null && (calibration is null || gallery is null)
            ? new Similarity(evidence.Neutral)
            : Threshold.Explain(
                new ThresholdQuestion(policy, gallery ?? GallerySize.OfPeople(1), meter.Rate(options.TracksPerCameraDay)),
                calibration).Similarity;
    }
}
