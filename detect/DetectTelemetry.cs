using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Detect;

/// <summary>Detection.</summary>
public static class DetectTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Analytics.Detect";

    /// <summary>
    /// Spans: <c>detect</c> (<c>faces</c>), from the submission of a frame to its faces, including the wait for the model.
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Time from the submission of a picture to its faces, including the wait for a free worker. Tags: <c>model</c>.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>(
            "analytics.detect.duration", "s", "Time from the submission of a picture to its faces, including the wait for a free worker.");

    /// <summary>Detected faces. Tags: <c>model</c>.</summary>
    public static readonly Counter<long> Faces = Meter.CreateCounter<long>("analytics.detect.faces", "{face}", "Detected faces.");
}
