using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>Why a frame was not analysed.</summary>
internal enum DropReason
{
    /// <summary>A newer one came before it was taken.</summary>
    Newer,

    /// <summary>Nothing moved.</summary>
    Still,

    /// <summary>The faces in view need no look yet.</summary>
    Calm,

    /// <summary>It came after a frame that it should have preceded.</summary>
    Late,

    /// <summary>The camera was stopped.</summary>
    Stopped,
}

/// <summary>The frames of one camera, counted where they come and go; safe to use from all threads.</summary>
internal sealed class CameraCounters(CameraId camera)
{
    private static readonly string[] Names = ["newer", "still", "calm", "late", "stopped"];
    private readonly long[] _dropped = new long[Names.Length];
    private readonly KeyValuePair<string, object?> _camera = new("camera", camera.Value);
    private long _received;

    public long Received => Interlocked.Read(ref _received);

    public void Receive()
    {
        Interlocked.Increment(ref _received);
        IngestTelemetry.FramesReceived.Add(1, _camera);
    }

    /// <summary>Counts a frame, says on its span why it goes, and disposes it.</summary>
    public void Drop(DropReason reason, Frame frame)
    {
        Interlocked.Increment(ref _dropped[(int)reason]);
        IngestTelemetry.FramesDropped.Add(1, _camera, new("reason", Names[(int)reason]));
        frame.Activity?.SetTag("dropped", Names[(int)reason]);
        frame.Dispose();
    }

    public long Dropped(DropReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    public Dictionary<string, long> DroppedByReason()
    {
        var byReason = new Dictionary<string, long>(Names.Length);
        for (var i = 0; i < Names.Length; i++)
        {
            byReason[Names[i]] = Interlocked.Read(ref _dropped[i]);
        }

        return byReason;
    }
}
