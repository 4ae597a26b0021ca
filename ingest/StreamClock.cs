namespace Analytics.Ingest;

/// <summary>
/// Relates the presentation times of one run of a source to UTC, and notices when the source's own clock jumps. For a live source
/// a frame can be late but never early, so the smallest delay seen so far is taken as the delay of all; it may grow by 1 ms a
/// second, which follows a camera whose clock runs slow. The result is smooth, never decreases and is never after the arrival.
/// </summary>
/// <remarks>The first picture of a file was taken when it was <c>recorded</c>, where that is known.</remarks>
internal sealed class StreamClock(bool live, TimeSpan maxStep, TimeSpan frameInterval, DateTimeOffset? recorded = null)
{
    private const double DriftPerSecond = 0.001;

    // Pictures of a stream with B-frames can come out of order while its decoder learns how many it has to hold back.
    private static readonly TimeSpan Disorder = TimeSpan.FromSeconds(0.5);
    private bool _started;
    private TimeSpan _lastMediaTime;
    private DateTimeOffset _zero;
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;

    /// <summary>The presentation time to assume for a frame that states none: one frame interval after the one before.</summary>
    public TimeSpan Next => _started ? _lastMediaTime + frameInterval : TimeSpan.Zero;

    /// <summary>Whether a picture comes a moment after one that it should have preceded; it is not worth a new epoch.</summary>
    public bool IsLate(TimeSpan mediaTime) =>
        _started && mediaTime <= _lastMediaTime && _lastMediaTime - mediaTime < Disorder;

    /// <summary>Takes the next frame's presentation time; true when the source's clock has jumped.</summary>
    /// <param name="mediaTime">As the source states it.</param>
    /// <param name="received">UTC of its arrival.</param>
    /// <param name="at">UTC of the picture.</param>
    public bool Advance(TimeSpan mediaTime, DateTimeOffset received, out DateTimeOffset at)
    {
        var step = mediaTime - _lastMediaTime;
        var jumped = _started && (step <= TimeSpan.Zero || step > maxStep);
        if (!_started || jumped)
        {
            var start = !_started ? recorded ?? received : live ? received : _lastAt + frameInterval;
            _zero = start - mediaTime;
            _started = true;
        }
        else if (live)
        {
            var slowest = _zero + step * DriftPerSecond;
            var now = received - mediaTime;
            _zero = now < slowest ? now : slowest;
        }

        _lastMediaTime = mediaTime;
        at = _zero + mediaTime;
        _lastAt = at;
        return jumped;
    }
}
