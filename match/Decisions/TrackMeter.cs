using Analytics.Contracts;

namespace Analytics.Match.Decisions;

/// <summary>Counts the tracks of all cameras and the time that was watched.</summary>
public sealed class TrackMeter
{
    private readonly Dictionary<CameraId, (DateTimeOffset From, DateTimeOffset To)> _cameras = [];
    private TimeSpan _ended;
    private long _tracks;

    /// <summary>The rate by now.</summary>
    public TrackRate Rate(double assumedPerCameraDay) =>
        TrackRate.From(_tracks, _cameras.Values.Aggregate(_ended, (sum, camera) => sum + (camera.To - camera.From)), assumedPerCameraDay);

    /// <summary>A track has its first embedded face.</summary>
    public void Began() => _tracks++;

    /// <summary>A camera's stream has reached a moment.</summary>
    public void Reached(CameraId camera, DateTimeOffset at) =>
        _cameras[camera] = _cameras.TryGetValue(camera, out var seen) ? (seen.From, at > seen.To ? at : seen.To) : (at, at);

    /// <summary>A camera's stream ended for good.</summary>
    public void Ended(CameraId camera)
    {
        if (_cameras.Remove(camera, out var seen))
        {
            _ended += seen.To - seen.From;
        }
    }
}
