namespace Analytics.Contracts;

/// <summary>What a camera is doing.</summary>
public enum CameraState
{
    /// <summary>The source is being opened; no frame yet.</summary>
    Connecting,

    /// <summary>Frames arrive.</summary>
    Streaming,

    /// <summary>Connected, but no frame for too long; the decoder is being killed.</summary>
    Stalled,

    /// <summary>Waiting before the next attempt.</summary>
    BackingOff,

    /// <summary>Over: a file was read to its end or failed, or the camera was told to stop.</summary>
    Stopped,
}

/// <summary>How well a camera does its work, from A (as it should be) to D (look at it).</summary>
public enum HealthGrade
{
    /// <summary>At least 90 % of the frames, no stall, at most one reconnect in an hour.</summary>
    A,

    /// <summary>Small flaws.</summary>
    B,

    /// <summary>Faces will be missed.</summary>
    C,

    /// <summary>Hardly of use.</summary>
    D,
}

/// <summary>A camera at one moment.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Source">Where its pictures come from, credentials masked.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Reason">Why it is in that state, credentials masked.</param>
/// <param name="Epoch">The run of its stream; 0 before the first frame.</param>
/// <param name="Width">Pixels across of the analysed frames; 0 before the first.</param>
/// <param name="Height">Pixels down of the analysed frames; 0 before the first.</param>
/// <param name="ReceivedFps">Frames a second that came from the decoder, over the last five seconds.</param>
/// <param name="AnalysedFps">Frames a second that were analysed; none where only ingest was asked.</param>
/// <param name="Received">Frames that came from the decoder since the camera was added.</param>
/// <param name="Dropped">Of these, the frames that were not analysed, by reason.</param>
/// <param name="ReconnectsLastHour">Times that the source was opened again within the last hour.</param>
/// <param name="StallsLastHour">Times that it stood still within the last hour.</param>
/// <param name="Health">The grade of the last three together with the frame rate.</param>
public sealed record CameraStatus(
    CameraId Camera, string Source, CameraState State, string Reason, StreamEpoch Epoch, int Width, int Height, double ReceivedFps,
    double? AnalysedFps, long Received, IReadOnlyDictionary<string, long> Dropped, int ReconnectsLastHour, int StallsLastHour,
    HealthGrade Health) : ICameraEvent
{
    /// <summary>Frames that were analysed; none where only ingest was asked.</summary>
    public long? Analysed { get; init; }

    /// <summary>How long after it came the frame analysed last was done; none before the first.</summary>
    public TimeSpan? Staleness { get; init; }

    /// <summary>How much later the latest frame came than this camera's do at best: what its decoder is behind; of RTSP streams.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Whether it is read by its key frames alone for a while, because its decoder could not keep up.</summary>
    public bool KeyFramesOnly { get; init; }

    /// <summary>The node that reads it, <c>host:port</c>; none on a single machine.</summary>
    public string? Node { get; init; }

    /// <summary>Whether it is over for good: a file that was read to its end, or that cannot be.</summary>
    public bool Ended { get; init; }
}

/// <summary>What can be said to a camera, and what it says.</summary>
public static class CameraProtocol
{
    /// <summary>Asks for the <see cref="CameraStatus"/> of a camera.</summary>
    public sealed record GetCamera(CameraId Camera);

    /// <summary>Ends a camera: its frames in flight are still analysed, then it answers <see cref="Stopped"/>.</summary>
    public sealed record Stop(CameraId Camera);

    /// <summary>A camera is over and all its frames have left the pipeline; sent once to its parent and to the event stream.</summary>
    /// <param name="Camera">The camera.</param>
    /// <param name="Reason">Why it ended, credentials masked.</param>
    /// <param name="Failed">Whether it ended before its time.</param>
    public sealed record Stopped(CameraId Camera, string Reason, bool Failed);
}
