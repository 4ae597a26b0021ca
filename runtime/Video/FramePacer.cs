using Analytics.Contracts;

namespace Analytics.Runtime.Video;

/// <summary>
/// Lays frames that come when they come onto the even grid of a video of constant rate, so that the video lasts as long as what it
/// shows: a picture is repeated until the next one is due, and replaced when the next one is due at the same place.
/// </summary>
/// <param name="fps">Pictures a second of the video.</param>
/// <param name="longestGap">A longer pause, a camera that was away, is shortened to this.</param>
public sealed class FramePacer(double fps, TimeSpan longestGap)
{
    private bool _started;
    private StreamEpoch _epoch;
    private TimeSpan _origin;
    private DateTimeOffset _lastAt;
    private long _originSlot;
    private long _slot;

    /// <summary>
    /// How often the picture before this one is written, 0 when this one takes its place. The first picture has none before it.
    /// </summary>
    /// <param name="epoch">The run of the stream; the media times of two runs have nothing in common.</param>
    /// <param name="mediaTime">Presentation time of this picture.</param>
    /// <param name="at">The same moment in UTC; bridges from one epoch to the next.</param>
    public int Advance(StreamEpoch epoch, TimeSpan mediaTime, DateTimeOffset at)
    {
        if (!_started)
        {
            _started = true;
            Restart(epoch, mediaTime, at, slot: 0);
            return 0;
        }

        var slot = epoch == _epoch
            ? _originSlot + Slots(mediaTime - _origin)
            : _slot + Math.Max(1, Slots(at - _lastAt));
        var latest = _slot + Math.Max(1, Slots(longestGap));
        var repeats = (int)(Math.Clamp(slot, _slot, latest) - _slot);
        if (epoch != _epoch || slot > latest)
        {
            Restart(epoch, mediaTime, at, _slot + repeats);
        }

        _slot += repeats;
        _lastAt = at;
        return repeats;
    }

    private void Restart(StreamEpoch epoch, TimeSpan mediaTime, DateTimeOffset at, long slot)
    {
        _epoch = epoch;
        _origin = mediaTime;
        _lastAt = at;
        _originSlot = slot;
    }

    private long Slots(TimeSpan time) => (long)Math.Round(time.TotalSeconds * fps);
}
