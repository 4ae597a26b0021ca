using Akka;
using Akka.Streams.Dsl;
using Analytics.Detect.Tracking;
using Analytics.Runtime.Frames;

namespace Analytics.Stations;

/// <summary>The tracking station of a camera's pipeline: writes the tracks onto the frames.</summary>
public static class TrackFlow
{
    /// <summary>Frames in their order; the tracker belongs to this one camera.</summary>
    public static Flow<Frame, Frame, NotUsed> Create(FaceTracker tracker) => Flow.Create<Frame>().Select(frame =>
    {
        using var span = frame.StartSpan(TrackTelemetry.Source, "track");
        try
        {
            tracker.Update(frame);
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        span?.SetTag("tracks", frame.Tracks.Count);
        return frame;
    });
}
