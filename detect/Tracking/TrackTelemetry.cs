using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Detect.Tracking;

/// <summary>Tracking.</summary>
public static class TrackTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Analytics.Track";

    /// <summary>Spans: <c>track</c> (<c>tracks</c>), the tracking of one frame with the quality of its faces.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Started tracks. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Started = Meter.CreateCounter<long>("analytics.track.started", "{track}", "Started tracks.");

    /// <summary>Hard cuts. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Cuts = Meter.CreateCounter<long>(
        "analytics.track.cuts", "{cut}", "Hard cuts, which end all tracks.");
}
