using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Match;

/// <summary>What match tells of itself.</summary>
public static class MatchTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Analytics.Match";

    /// <summary>
    /// Spans: <c>identify</c> (<c>camera</c>), from an observation to all that it led to. <c>alert</c> (<c>camera</c>, <c>alert</c>: its
    /// id, <c>state</c>), an alert handed on.
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Observations taken in.</summary>
    public static readonly Counter<long> Observations =
        Meter.CreateCounter<long>("analytics.match.observations", "{observation}", "Observations taken in.");

    /// <summary>Time from an observation to its verdict.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.match.duration", "s", "Time from an observation to its verdict.");

    /// <summary>Times that an observation had to wait because the index was out of reach.</summary>
    public static readonly Counter<long> Unavailable = Meter.CreateCounter<long>(
        "analytics.match.index.unavailable", "{attempt}", "Times that an observation had to wait because the index was out of reach.");

    /// <summary>Requests to an index that were made again, because no answer came or the server was too busy.</summary>
    public static readonly Counter<long> IndexRetries = Meter.CreateCounter<long>(
        "analytics.match.index.retries", "{attempt}",
        "Requests to an index that were made again: no answer came, or the server was too busy.");

    /// <summary>Searches of an approximate index that were repeated exactly. Tags: <c>found</c>.</summary>
    public static readonly Counter<long> IndexAudits = Meter.CreateCounter<long>(
        "analytics.match.index.audits", "{search}",
        "Searches of an approximate index that were repeated exactly; found: the nearest face was.");

    /// <summary>Share of the latest audited searches that found the nearest face.</summary>
    public static readonly Gauge<double> IndexRecall = Meter.CreateGauge<double>(
        "analytics.match.index.recall", "1", "Share of the latest audited searches, at the present depth, that found the nearest face.");

    /// <summary>Alerts sent. Tags: <c>state</c>.</summary>
    public static readonly Counter<long> Alerts =
        Meter.CreateCounter<long>("analytics.match.alerts", "{alert}", "Alerts sent: early, confirmed and closed ones each count.");

    /// <summary>Media time from the first frame of a track to its first alert.</summary>
    public static readonly Histogram<double> TimeToName =
        Meter.CreateHistogram<double>("analytics.match.time_to_name", "s", "Media time from the first frame of a track to its first alert.");

    /// <summary>People of the gallery who are so much like another that they are reported together.</summary>
    public static readonly Gauge<long> AlikePeople = Meter.CreateGauge<long>(
        "analytics.match.alike_people", "{person}",
        "People of the gallery who cannot be distinguished from another, because their photos are so much alike: they are reported together.");

    /// <summary>Tracks whose evidence is in memory.</summary>
    public static readonly UpDownCounter<long> Tracks =
        Meter.CreateUpDownCounter<long>("analytics.match.tracks", "{track}", "Tracks whose evidence is in memory.");
}
