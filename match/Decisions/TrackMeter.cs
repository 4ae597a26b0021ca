using Analytics.Contracts;

namespace Analytics.Match.Decisions;

/// <summary>Counts the tracks of all cameras and the time that was watched. Thread-safe.</summary>
public sealed class TrackMeter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CameraId, (DateTimeOffset From, DateTimeOffset To)> _cameras = [];
    private TimeSpan _ended;
    private long _tracks;

    /// <summary>The rate by now.</summary>
    public TrackRate Rate(double assumedPerCameraDay)
    {
        lock (_gate)
        {
            var watched = _cameras.Values.Aggregate(_ended, (sum, camera) => sum + (camera.To - camera.From));
            return TrackRate.From(_tracks, watched, assumedPerCameraDay);
        }
    }

    /// <summary>A track has its first embedded face.</summary>
    public void Began() => Interlocked.Increment(ref _tracks);

    /// <summary>A camera's stream has reached a moment.</summary>
    public void Reached(CameraId camera, DateTimeOffset at)
    {
        lock (_gate)
        {
            _cameras[camera] = _cameras.TryGetValue(camera, out var seen) ? (seen.From, at > seen.To ? at : seen.To) : (at, at);
        }
    }

    /// <summary>A camera's stream ended for good.</summary>
    public void Ended(CameraId camera)
    {
        lock (_gate)
        {
            if (_cameras.Remove(camera, out var seen))
            {
                _ended += seen.To - seen.From;
            }
        }
    }
}
