using System.Diagnostics.Metrics;

namespace Analytics.Runtime.Video;

/// <summary>Annotated video.</summary>
public static class AnnotateTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Annotate";

    /// <summary>The meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Pictures written. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Frames =
        Meter.CreateCounter<long>(
            "analytics.annotate.frames", "{frame}", "Pictures handed to the encoder of the annotated video, repeats included.");

    /// <summary>Videos that were aborted. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Failures =
        Meter.CreateCounter<long>(
            "analytics.annotate.failures", "{video}",
            "Annotated videos that were aborted, for example because the disk was full or the encoder missing.");
}
