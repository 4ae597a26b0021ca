namespace Analytics.Ingest;

/// <summary>When a picture was taken.</summary>
/// <param name="Media">Time in the file; of a live source seconds of real time, from the presentation time at which its epoch
/// began.</param>
/// <param name="At">The same moment in UTC.</param>
internal readonly record struct PictureTime(TimeSpan Media, DateTimeOffset At);

/// <summary>
/// Relates the presentation times of one run of a source to UTC, and notices when the source's own clock jumps. A picture of a live
/// source has the time of its arrival, without what the network delays one more than the others; that follows the machine's clock when it
/// is set, and otherwise never decreases. Its media time counts real seconds, whatever the pace of the source's clock (
/// <see cref="SenderClock"/>).
/// </summary>
/// <remarks>The first picture of a file was taken when it was <c>recorded</c>, where that is known.</remarks>
internal sealed class StreamClock(bool live, TimeSpan maxStep, TimeSpan frameInterval, DateTimeOffset? recorded = null)
{
    // Pictures of a stream with B-frames can come out of order while its decoder learns how many it has to hold back.
    private static readonly TimeSpan Disorder = TimeSpan.FromSeconds(0.5);
    private readonly SenderClock _sender = new();
    private bool _started;
    private TimeSpan _lastMediaTime;
    private TimeSpan _lastReceived;
    private PictureTime _last = new(TimeSpan.Zero, DateTimeOffset.MinValue);

    /// <summary>
    /// The presentation time to assume for a picture that states none: of a live source as much later as it came later, of a file one frame
    /// interval after the one before.
    /// </summary>
    public TimeSpan Next(TimeSpan received)
    {
        if (!_started)
        {
            return TimeSpan.Zero;
        }

        var step = live ? (received - _lastReceived) / _sender.Pace : frameInterval;
        return _lastMediaTime + (step > TimeSpan.Zero ? step : TimeSpan.FromTicks(1));
    }

    /// <summary>Whether a picture comes a moment after one that it should have preceded; it is not worth a new epoch.</summary>
    public bool IsLate(TimeSpan mediaTime) =>
        _started && mediaTime <= _lastMediaTime && _lastMediaTime - mediaTime < Disorder;

    /// <summary>Takes the next frame's presentation time; true when the source's clock has jumped.</summary>
    /// <param name="mediaTime">As the source states it.</param>
    /// <param name="received">When it arrived, on a clock that is never set.</param>
    /// <param name="now">The same moment in UTC.</param>
    /// <param name="picture">When it was taken.</param>
    /// <param name="input">What the decoder of a live source has left to read; none where nobody knows.</param>
    public bool Advance(TimeSpan mediaTime, TimeSpan received, DateTimeOffset now, out PictureTime picture, IInputGauge? input = null)
    {
        var step = mediaTime - _lastMediaTime;
        var jumped = _started && (step <= TimeSpan.Zero || step > maxStep);
        var goesOn = _started && !jumped;
        picture = live ? Live(mediaTime, received, now, goesOn, input)
            : new(mediaTime, goesOn ? _last.At + step : jumped ? _last.At + frameInterval : recorded ?? now);
        (_started, _lastMediaTime, _lastReceived, _last) = (true, mediaTime, received, picture);
        return jumped;
    }

    private PictureTime Live(TimeSpan mediaTime, TimeSpan received, DateTimeOffset now, bool goesOn, IInputGauge? input)
    {
        if (goesOn)
        {
            _sender.Advance(mediaTime, received, input);
        }
        else
        {
            _sender.Begin(mediaTime, received);
        }

        // A clock that is set back by less than the time since the last picture is only waited for.
        var at = now - (received - _sender.Due);
        return new(goesOn ? _last.Media + _sender.Step : mediaTime, at < _last.At && _last.At <= now ? _last.At : at);
    }
}
