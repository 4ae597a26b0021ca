using Analytics.Contracts;

namespace Analytics.Match.Episodes;

/// <summary>A moment on both clocks of a camera.</summary>
/// <param name="Media">Presentation time.</param>
/// <param name="Utc">The same moment in UTC.</param>
public readonly record struct Moment(TimeSpan Media, DateTimeOffset Utc);

/// <summary>Where a track comes from.</summary>
/// <param name="Epoch">The run of the stream that it belongs to; another run numbers its tracks from the start.</param>
/// <param name="From">The position of its first event.</param>
public readonly record struct TrackOrigin(StreamEpoch Epoch, long From);

/// <summary>One person at one place for one time, as far as it has been reported.</summary>
/// <param name="opened">What it began with.</param>
/// <param name="origin">Of its first track.</param>
/// <param name="first">When the first track began (<see cref="CameraClocks"/>).</param>
/// <param name="began">When the episode began.</param>
internal sealed class Episode(Alert opened, TrackOrigin origin, TimeSpan first, TimeSpan began)
{
    private TimeSpan _first = first;

    /// <summary>The position of the first event of its first track.</summary>
    public long From { get; } = origin.From;

    /// <summary>The latest alert.</summary>
    public Alert Latest { get; private set; } = opened;

    /// <summary>Tracks that carry this person now.</summary>
    public HashSet<(StreamEpoch Epoch, TrackId Track)> Tracks { get; } = [(origin.Epoch, opened.Track)];

    /// <summary>When the episode began.</summary>
    public TimeSpan Began { get; } = began;

    /// <summary>When the person was seen last.</summary>
    public TimeSpan LastAt { get; private set; } = began;

    /// <summary>
    /// The person was seen again; the alert keeps the crop of best quality. What a node held back for a while may come after newer sights.
    /// </summary>
    /// <param name="alert">What was seen.</param>
    /// <param name="track">Where the track comes from.</param>
    /// <param name="trackBegan">When it began.</param>
    /// <param name="at">When it was seen.</param>
    public void Seen(Alert alert, TrackOrigin track, TimeSpan trackBegan, TimeSpan at)
    {
        var best = alert.Quality.Score >= Latest.Quality.Score ? alert : Latest;
        var first = trackBegan < _first ? alert : Latest;
        var last = at >= LastAt ? alert : Latest;
        Latest = last with
        {
            FirstSeen = first.FirstSeen,
            FirstMediaTime = first.FirstMediaTime,
            Quality = best.Quality,
            Box = best.Box,
            Crop = best.Crop,
            Id = Latest.Id,
            State = Latest.State,
            Epoch = Latest.Epoch,
        };
        _first = trackBegan < _first ? trackBegan : _first;
        LastAt = at >= LastAt ? at : LastAt;
        Tracks.Add((track.Epoch, alert.Track));
    }

    /// <summary>The track is still in view (or was until now), without new evidence.</summary>
    public void StillThere(Moment moment, TimeSpan at)
    {
        if (at > LastAt)
        {
            LastAt = at;
            Latest = Latest with { LastSeen = moment.Utc, LastMediaTime = moment.Media };
        }
    }

    /// <summary>The alert to send as the episode moves to a state.</summary>
    public Alert Report(AlertState state) => Latest = Latest with { State = state };
}
