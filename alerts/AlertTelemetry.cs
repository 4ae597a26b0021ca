using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Alerts;

/// <summary>What the writing of alerts tells of itself.</summary>
public static class AlertTelemetry
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Analytics.Alerts";

    /// <summary>Spans: <c>alert.write</c> (<c>camera</c>), one line written to a file or standard output.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Alerts written down. Tags: <c>state</c>.</summary>
    public static readonly Counter<long> Written =
        Meter.CreateCounter<long>(
            "analytics.alerts.written", "{alert}", "Alerts written down: early, confirmed and closed ones each count.");

    /// <summary>Alerts that wait to be written. Tags: <c>part</c>.</summary>
    public static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>(
        "analytics.alerts.waiting", "{alert}",
        "Alerts of which a part (line, picture) waits to be written, because the disk does not take it.");

    /// <summary>Alerts that were not written. Tags: <c>part</c>.</summary>
    public static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "analytics.alerts.lost", "{alert}",
        "Alerts of which a part (line, picture) was never written: the disk did not take it until the end.");
}
