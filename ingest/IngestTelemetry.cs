using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Ingest;

/// <summary>Ingest.</summary>
public static class IngestTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Analytics.Ingest";

    /// <summary>
    /// Spans: <c>ingest.connect</c> (<c>camera</c>), from the start of a decoder to its first frame or its end. <c>frame</c>
    /// (<c>camera</c>, <c>epoch</c>, <c>media_time</c> in seconds), from the hand-over to the pipeline to the release of the frame;
    /// <c>dropped</c> is the reason why it was not analysed (newer, still, calm, late, stopped).
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Frames from the decoders. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> FramesReceived =
        Meter.CreateCounter<long>("analytics.frames.received", "{frame}", "Frames from the decoder at the analysis rate.");

    /// <summary>Frames that were not analysed. Tags: <c>camera</c>, <c>reason</c> (newer, still, calm, late, stopped).</summary>
    public static readonly Counter<long> FramesDropped = Meter.CreateCounter<long>(
        "analytics.frames.dropped", "{frame}",
        "Frames that were not analysed: newer (a newer frame arrived first, because the machine is overloaded), still (nothing moved), "
        + "calm (its faces need no analysis yet), late (it arrived after a newer one), stopped.");

    /// <summary>Reconnects. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Reconnects =
        Meter.CreateCounter<long>("analytics.camera.reconnects", "{reconnect}", "Reconnects to a camera's source.");

    /// <summary>Switches to key frames. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Fallbacks = Meter.CreateCounter<long>(
        "analytics.camera.fallbacks", "{fallback}", "Switches of a camera to key frames because its decoder fell behind.");

    /// <summary>Stalls. Tags: <c>camera</c>.</summary>
    public static readonly Counter<long> Stalls =
        Meter.CreateCounter<long>("analytics.camera.stalls", "{stall}", "Stalls: no frame arrived within the stall time-out.");

    /// <summary>Cameras in each state. Tags: <c>camera</c>, <c>state</c>.</summary>
    public static readonly UpDownCounter<int> State =
        Meter.CreateUpDownCounter<int>("analytics.camera.state", "{camera}", "1 for the current state of a camera, 0 for the others.");

    /// <summary>Time from the start of the decoder to its first frame. Tags: <c>camera</c>.</summary>
    public static readonly Histogram<double> TimeToFirstFrame =
        Meter.CreateHistogram<double>(
            "analytics.camera.time_to_first_frame", "s", "Time from the start of the decoder to its first frame.");
}
