using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Bus;

/// <summary>The bus.</summary>
public static class BusTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Analytics.Bus";

    /// <summary>
    /// Spans: <c>alert.receive</c> (<c>camera</c>, <c>alert</c>: its id), an alert received through Kafka, with its processing.
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Events that the broker acknowledged.</summary>
    public static readonly Counter<long> Delivered =
        Meter.CreateCounter<long>("analytics.bus.delivered", "{event}", "Events that the broker acknowledged.");

    /// <summary>Events that went to the spool on disk.</summary>
    public static readonly Counter<long> Spooled =
        Meter.CreateCounter<long>(
            "analytics.bus.spooled", "{event}", "Events written to the spool on disk because the broker did not accept them.");

    /// <summary>Events that were lost. Tags: <c>reason</c>.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "analytics.bus.dropped", "{event}",
        "Lost events: quota (the spool was full), disk (the spool could not be written), refused (the broker rejected it).");

    /// <summary>Bytes in the spool.</summary>
    public static readonly Gauge<long> SpoolSize = Meter.CreateGauge<long>("analytics.bus.spool.size", "By", "Bytes in the spool.");

    /// <summary>Consumed events.</summary>
    public static readonly Counter<long> Consumed =
        Meter.CreateCounter<long>("analytics.bus.consumed", "{event}", "Consumed events.");

    /// <summary>Events that were skipped as duplicates.</summary>
    public static readonly Counter<long> Duplicates =
        Meter.CreateCounter<long>("analytics.bus.duplicates", "{event}", "Events that were skipped as duplicates.");

    /// <summary>Messages that were rejected and moved to the dead letters.</summary>
    public static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>(
            "analytics.bus.dead_letters", "{message}", "Messages that were rejected and moved to the dead letters.");
}
