using System.Collections.ObjectModel;

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

    /// <summary>Over: a file was read to its end or failed, or the camera was stopped on request.</summary>
    Stopped,
}

/// <summary>The states in words.</summary>
public static class CameraStates
{
    /// <summary>As people read it: <c>backing off</c>.</summary>
    public static string Word(this CameraState state) =>
        state == CameraState.BackingOff ? "backing off" : state.ToString().ToLowerInvariant();
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
public sealed record CameraStatus : ICameraEvent
{
    /// <summary>The camera.</summary>
    public required CameraId Camera { get; init; }

    /// <summary>Where its pictures come from, credentials masked.</summary>
    public required string Source { get; init; }

    /// <summary>What it is doing.</summary>
    public required CameraState State { get; init; }

    /// <summary>Why it is in that state, credentials masked.</summary>
    public required string Reason { get; init; }

    /// <summary>The run of its stream; 0 before the first frame.</summary>
    public StreamEpoch Epoch { get; init; }

    /// <summary>Pixels across of the analysed frames; 0 before the first.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down of the analysed frames; 0 before the first.</summary>
    public int Height { get; init; }

    /// <summary>Frames a second that came from the decoder, over the last five seconds.</summary>
    public double ReceivedFps { get; init; }

    /// <summary>Frames a second that were analysed; none where only ingest was asked.</summary>
    public double? AnalysedFps { get; init; }

    /// <summary>Frames that came from the decoder since the camera was added.</summary>
    public long Received { get; init; }

    /// <summary>Of these, the frames that were not analysed, by reason.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Times that the source was opened again within the last hour.</summary>
    public int ReconnectsLastHour { get; init; }

    /// <summary>Times that it stood still within the last hour.</summary>
    public int StallsLastHour { get; init; }

    /// <summary>The grade of the last two together with the frame rate.</summary>
    public required HealthGrade Health { get; init; }

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
    /// <param name="Failed">Whether it ended too early.</param>
    public sealed record Stopped(CameraId Camera, string Reason, bool Failed);
}
