namespace Analytics.Ingest;

/// <summary>
/// How much later pictures come than the quickest of the last minute or two did. What was longer ago does not count, nor what was before
/// the decoder had read all that had arrived: the clock of a camera may run slow for good, and be no sign of a decoder that falls behind.
/// </summary>
internal sealed class LagMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Doubtful = TimeSpan.FromSeconds(0.25); // less is the network's, and not worth asking
    private TimeSpan _least = TimeSpan.MaxValue;
    private TimeSpan _leastBefore = TimeSpan.MaxValue;
    private TimeSpan? _turned;

    /// <summary>The lag of a picture.</summary>
    /// <param name="mediaTime">Its presentation time.</param>
    /// <param name="received">When it came, on any clock that is never set.</param>
    /// <param name="input">What is left to read; none where nobody knows.</param>
    public TimeSpan Of(TimeSpan mediaTime, TimeSpan received, IInputGauge? input = null)
    {
        var delay = received - mediaTime;
        _turned ??= received;
        if (received - _turned >= Window)
        {
            (_leastBefore, _least, _turned) = (_least, delay, received);
        }
        else if (delay < _least)
        {
            _least = delay;
        }

        var lag = delay - (_least < _leastBefore ? _least : _leastBefore);
        if (lag < Doubtful || input?.HasUnread() != false)
        {
            return lag;
        }

        (_least, _leastBefore, _turned) = (delay, TimeSpan.MaxValue, received);
        return TimeSpan.Zero;
    }

    /// <summary>Starts over: the presentation times begin again.</summary>
    public void Restart() => (_least, _leastBefore, _turned) = (TimeSpan.MaxValue, TimeSpan.MaxValue, null);
}
