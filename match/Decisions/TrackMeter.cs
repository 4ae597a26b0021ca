using Analytics.Contracts;

namespace Analytics.Match.Decisions;

/// <summary>Counts the tracks of all cameras and the time that was watched. Thread-safe.</summary>
public sealed class TrackMeter
{
    /// <summary>
    /// Cameras tell every five seconds how far they are, or as often as a still scene is looked at, which is a minute at most: what lies further
    /// apart nobody watched, or a clock was set.
    /// </summary>
    internal static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<CameraId, DateTimeOffset> _cameras = [];
    private TimeSpan _watched;
    private long _tracks;

    /// <summary>The rate by now.</summary>
    public TrackRate Rate(double assumedPerCameraDay)
    {
        lock (_gate)
        {
            return TrackRate.From(_tracks, _watched, assumedPerCameraDay);
        }
    }

    /// <summary>A track has its first embedded face.</summary>
    public void Began() => Interlocked.Increment(ref _tracks);

    /// <summary>A camera's stream has reached a moment.</summary>
    public void Reached(CameraId camera, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_cameras.TryGetValue(camera, out var before) && (at - before).Duration() <= LongestStep)
            {
                at = at > before ? at : before; // what a node held back for a while comes between what is newer
                _watched += at - before;
            }

            _cameras[camera] = at;
        }
    }

    /// <summary>A camera's stream ended for good.</summary>
    public void Ended(CameraId camera)
    {
        lock (_gate)
        {
            _cameras.Remove(camera);
        }
    }
}
