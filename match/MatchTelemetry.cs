using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Match;

/// <summary>Matching.</summary>
public static class MatchTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Analytics.Match";

    /// <summary>
    /// Spans: <c>identify</c> (<c>camera</c>), from an observation to its results. <c>alert</c> (<c>camera</c>, <c>alert</c>: its
    /// id, <c>state</c>), the delivery of an alert.
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Received observations.</summary>
    public static readonly Counter<long> Observations =
        Meter.CreateCounter<long>("analytics.match.observations", "{observation}", "Received observations.");

    /// <summary>Time from an observation to its verdict.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.match.duration", "s", "Time from an observation to its verdict.");

    /// <summary>Attempts that failed because the index was unavailable.</summary>
    public static readonly Counter<long> Unavailable = Meter.CreateCounter<long>(
        "analytics.match.index.unavailable", "{attempt}", "Attempts that failed because the index was unavailable.");

    /// <summary>Retries of requests to an index after a time-out or because the server was too busy.</summary>
    public static readonly Counter<long> IndexRetries = Meter.CreateCounter<long>(
        "analytics.match.index.retries", "{attempt}",
        "Retries of requests to an index after a time-out or because the server was too busy.");

    /// <summary>Approximate searches that were repeated exactly. Tags: <c>found</c>.</summary>
    public static readonly Counter<long> IndexAudits = Meter.CreateCounter<long>(
        "analytics.match.index.audits", "{search}",
        "Approximate searches that were repeated exactly. The tag `found` says whether the approximate search found the nearest face.");

    /// <summary>Share of the latest audited searches that found the nearest face.</summary>
    public static readonly Gauge<double> IndexRecall = Meter.CreateGauge<double>(
        "analytics.match.index.recall", "1",
        "Share of the latest audited searches, at the current search depth, that found the nearest face.");

    /// <summary>Sent alerts. Tags: <c>state</c>.</summary>
    public static readonly Counter<long> Alerts =
        Meter.CreateCounter<long>("analytics.match.alerts", "{alert}", "Sent alerts; early, confirmed and closed alerts each count.");

    /// <summary>Media time from the first frame of a track to its first alert.</summary>
    public static readonly Histogram<double> TimeToName =
        Meter.CreateHistogram<double>(
            "analytics.match.time_to_name", "s", "Media time from the first frame of a track to its first alert.");

    /// <summary>People who cannot be distinguished from each other and are reported together.</summary>
    public static readonly Gauge<long> AlikePeople = Meter.CreateGauge<long>(
        "analytics.match.alike_people", "{person}",
        "People of the gallery whose photos are too similar to distinguish. Alerts name them together.");

    /// <summary>Tracks with evidence in memory.</summary>
    public static readonly UpDownCounter<long> Tracks =
        Meter.CreateUpDownCounter<long>("analytics.match.tracks", "{track}", "Tracks with evidence in memory.");
}
