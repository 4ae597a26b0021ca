using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Ingest;

/// <summary>What ingest reports of itself.</summary>
public static class IngestTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Analytics.Ingest";

    /// <summary>
    /// Spans: <c>ingest.connect</c> (<c>camera</c>), from the start of a decoder to its first frame or its end. <c>frame</c>
    /// (<c>camera</c>, <c>epoch</c>, <c>media_time</c> in seconds), from the hand-over to the pipeline until the frame is given back; of one
    /// that was not analysed <c>dropped</c> says why (newer, still, calm, late, stopped).
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Frames that came from the decoders. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> FramesReceived =
        Meter.CreateCounter<long>("analytics.frames.received", "{frame}", "Frames that came from the decoder at the analysis rate.");

    /// <summary>Frames that were not analysed. Tags: <c>camera</c>, <c>reason</c> (newer, still, calm, late, stopped).</summary>
    public static readonly Counter<long> FramesDropped =
        Meter.CreateCounter<long>(
            "analytics.frames.dropped", "{frame}", "Frames that were not analysed: newer (than this one another came before it was taken: there is more to "
            + "analyse than this machine can), still (nothing moved), calm (its faces need no look yet), late (it came after a newer one), stopped.");

    /// <summary>Sources that were opened again. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Reconnects =
        Meter.CreateCounter<long>("analytics.camera.reconnects", "{reconnect}", "Times that a camera's source was opened again.");

    /// <summary>Decoders that fell behind. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Fallbacks = Meter.CreateCounter<long>(
        "analytics.camera.fallbacks", "{fallback}", "Times that a camera went over to its key frames because its decoder fell behind.");

    /// <summary>Stalls. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Stalls =
        Meter.CreateCounter<long>("analytics.camera.stalls", "{stall}", "Times that no frame came for the stall timeout.");

    /// <summary>Cameras in each state. Tags: <c>camera</c>, <c>state</c>.</summary>
    public static readonly UpDownCounter<int> State =
        Meter.CreateUpDownCounter<int>("analytics.camera.state", "{camera}", "1 for the state that a camera is in, 0 for the others.");

    /// <summary>From the start of the decoder to the first frame. Tags: <c>camera</c>.</summary>
    public static readonly Histogram<double> TimeToFirstFrame =
        Meter.CreateHistogram<double>("analytics.camera.time_to_first_frame", "s", "From the start of the decoder to its first frame.");
}
