using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Alerts;

/// <summary>Writing of alerts.</summary>
public static class AlertTelemetry
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Analytics.Alerts";

    /// <summary>Spans: <c>alert.write</c> (<c>camera</c>), one line written to a file or standard output.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Written alerts. Tags: <c>state</c>.</summary>
    public static readonly Counter<long> Written =
        Meter.CreateCounter<long>(
            "analytics.alerts.written", "{alert}", "Written alerts; early, confirmed and closed alerts each count.");

    /// <summary>Alerts that wait to be written. Tags: <c>part</c>.</summary>
    public static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>(
        "analytics.alerts.waiting", "{alert}",
        "Alerts with a part (line, picture) that waits to be written, because the disk rejects it.");

    /// <summary>Alerts that were not written. Tags: <c>part</c>.</summary>
    public static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "analytics.alerts.lost", "{alert}",
        "Alerts with a part (line, picture) that was never written: the disk rejected it until the process ended.");
}
