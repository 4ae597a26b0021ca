namespace Analytics.Match.Decisions;

/// <summary>Counts the tracks of all cameras and the time that was watched. Thread-safe.</summary>
public sealed class TrackMeter
{
    /// <summary>
    /// Cameras report every five seconds how far they are, or as often as a still scene is looked at, which is a minute at most: what lies
    /// further apart nobody watched.
    /// </summary>
    internal static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
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

    /// <summary>A camera's stream has come so much further since its last report.</summary>
    public void Watched(TimeSpan step)
    {
        lock (_gate)
        {
            _watched += step <= LongestStep ? step : TimeSpan.Zero;
        }
    }
}
