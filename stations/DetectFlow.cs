using Akka;
using Akka.Streams.Dsl;
using Analytics.Detect;
using Analytics.Runtime.Frames;

namespace Analytics.Stations;

/// <summary>The detection station of a camera's pipeline: writes the faces onto the frames.</summary>
public static class DetectFlow
{
    /// <summary>Frames in their order; up to <paramref name="parallelism"/> of them are looked at at the same time.</summary>
    public static Flow<Frame, Frame, NotUsed> Create(SharedDetector detector, int parallelism) =>
        Flow.FromGraph(new FrameStation("detect", parallelism, frame => DetectAsync(detector, frame)));

    // A frame that nobody traces costs no state machine.
    private static ValueTask DetectAsync(SharedDetector detector, Frame frame) =>
        frame.IsTraced ? TraceAsync(detector, frame) : detector.DetectAsync(frame.Planar, frame.Faces);

    private static async ValueTask TraceAsync(SharedDetector detector, Frame frame)
    {
        using var span = frame.StartSpan(DetectTelemetry.Source, "detect");
        await detector.DetectAsync(frame.Planar, frame.Faces);
        span?.SetTag("faces", frame.Faces.Count);
    }
}
