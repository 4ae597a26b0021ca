using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Detect;

/// <summary>What detection tells of itself.</summary>
public static class DetectTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Analytics.Detect";

    /// <summary>Spans: <c>detect</c> (<c>faces</c>), from handing a frame in to its faces, with the wait for the model.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Time from handing a picture in to its faces, with the wait for a free worker. Tags: <c>model</c>.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.detect.duration", "s", "Time from handing a picture in to its faces.");

    /// <summary>Faces found. Tags: <c>model</c>.</summary>
    public static readonly Counter<long> Faces = Meter.CreateCounter<long>("analytics.detect.faces", "{face}", "Faces found.");
}
