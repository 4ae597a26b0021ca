using Analytics.Alerts;
using Analytics.Api;
using Analytics.Cli;
using Analytics.Bus;
using Analytics.Detect;
using Analytics.Detect.Tracking;
using Analytics.Embed.Scheduling;
using Analytics.Host.Telemetry;
using Analytics.Evaluate;
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
    /// <summary>How the pictures of a camera are read.</summary>
    public IngestOptions Ingest { get; init; } = new();

    /// <summary>How faces are looked for.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>How faces are followed from frame to frame.</summary>
    public TrackOptions Track { get; init; } = new();

    /// <summary>What makes a photo good enough to enrol.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>Which faces are embedded.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>How evidence becomes a name, and a name becomes an alert.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>What carries events from cameras to matching where several processes share the work.</summary>
    public BusOptions Bus { get; init; } = new();

    /// <summary>How the nodes of a site find each other.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Where the HTTP API is, and who may use it.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Where the enrolled faces are searched.</summary>
    public IndexOptions Index { get; init; } = new();

    /// <summary>Where people, photos and watchlists are kept.</summary>
    public GalleryOptions Gallery { get; init; } = new();

    /// <summary>Which models are used and where they lie.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Where the models run and on how many threads.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>What is written down for each alert.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Where metrics and traces go.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The same with another pack of models; none keeps the configured one.</summary>
    public AnalyticsOptions WithPack(string? pack) => pack is null ? this : this with { Models = Models with { Pack = pack } };

    /// <summary>What the gallery of a data folder goes by.</summary>
    internal PeopleOptions ToPeople(string data) => new(data)
    {
        Gallery = Gallery, Index = Index, Match = Match, Models = Models, Inference = Inference, Detect = Detect, Quality = Quality,
        LeastScore = Track.HighScore, Environment = CommonOptions.Variables(),
    };

    /// <summary>What measuring models goes by.</summary>
    internal EvaluateOptions ToEvaluate() => new() { Detect = Detect, Track = Track, Models = Models, Inference = Inference };
}
