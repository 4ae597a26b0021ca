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

    /// <summary>Alerts sent. Tags: <c>state</c>.</summary>
    public static readonly Counter<long> Alerts =
        Meter.CreateCounter<long>("analytics.match.alerts", "{alert}", "Alerts sent: early, confirmed and closed ones each count.");

    /// <summary>Media time from the first frame of a track to its first alert.</summary>
    public static readonly Histogram<double> TimeToName =
        Meter.CreateHistogram<double>("analytics.match.time_to_name", "s", "Media time from the first frame of a track to its first alert.");

    /// <summary>Tracks whose evidence is in memory.</summary>
    public static readonly UpDownCounter<long> Tracks =
        Meter.CreateUpDownCounter<long>("analytics.match.tracks", "{track}", "Tracks whose evidence is in memory.");
}
