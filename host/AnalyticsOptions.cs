using Analytics.Alerts;
using Analytics.Api;
using Analytics.Bus;
using Analytics.Cli;
using Analytics.Detect;
using Analytics.Detect.Tracking;
using Analytics.Embed.Scheduling;
using Analytics.Evaluate;
using Analytics.Host.Commands;
using Analytics.Host.Telemetry;
using Analytics.Ingest;
using Analytics.Match;
using Analytics.Match.Index;
using Analytics.People;
using Analytics.People.Photos;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Site;
using Analytics.Store;

namespace Analytics.Host;

/// <summary>
/// All that can be set in the configuration: one section per stage. The loader, <c>config show</c> and docs/configuration.md
/// follow this record by reflection, so that a section or an option added here is known everywhere.
/// </summary>
public sealed record AnalyticsOptions
{
    /// <summary>Reading and decoding of cameras.</summary>
    public IngestOptions Ingest { get; init; } = new();

    /// <summary>Face detection.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>Face tracking.</summary>
    public TrackOptions Track { get; init; } = new();

    /// <summary>Quality that a photo needs to be enrolled.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>Selection of the faces to embed.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Identification and alerts.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>Transport of events from cameras to matching.</summary>
    public BusOptions Bus { get; init; } = new();

    /// <summary>The cluster of a site's nodes.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>The HTTP API: address and tokens.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Index of the enrolled faces.</summary>
    public IndexOptions Index { get; init; } = new();

    /// <summary>Database of people, photos and watchlists.</summary>
    public GalleryOptions Gallery { get; init; } = new();

    /// <summary>The models in use and their folder.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Device and threads of the models.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>Records of alerts.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Export of metrics and traces.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The same with another pack of models; none keeps the configured one.</summary>
    public AnalyticsOptions WithPack(string? pack) => pack is null ? this : this with { Models = Models with { Pack = pack } };

    /// <summary>The options of the gallery in a data folder.</summary>
    internal PeopleOptions ToPeople(string data) => new(data)
    {
        Gallery = Gallery,
        Index = Index,
        Match = Match,
        Models = Models,
        Inference = Inference,
        Detect = Detect,
        Quality = Quality,
        LeastScore = Track.HighScore,
        Environment = CommonOptions.Variables(),
        MissingTemplates = Hints.MissingTemplates,
    };

    /// <summary>The options for measuring models.</summary>
    internal EvaluateOptions ToEvaluate() => new() { Detect = Detect, Track = Track, Models = Models, Inference = Inference };
}
