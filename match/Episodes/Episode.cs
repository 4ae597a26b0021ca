using Analytics.Contracts;

namespace Analytics.Match.Episodes;

/// <summary>A moment on both clocks of a camera.</summary>
/// <param name="Media">Presentation time.</param>
/// <param name="Utc">UTC.</param>
public readonly record struct Moment(TimeSpan Media, DateTimeOffset Utc);

/// <summary>Where a track comes from.</summary>
/// <param name="Epoch">The run of the stream that it belongs to; another run counts its tracks anew.</param>
/// <param name="From">The position of its first event.</param>
public readonly record struct TrackOrigin(StreamEpoch Epoch, long From);

/// <summary>One person at one place for one time, as far as it has been told.</summary>
/// <param name="opened">What it began with.</param>
/// <param name="origin">Of its first track.</param>
internal sealed class Episode(Alert opened, TrackOrigin origin)
{
    /// <summary>The position of the first event of its first track.</summary>
    public long From { get; } = origin.From;

    /// <summary>What was told last.</summary>
    public Alert Latest { get; private set; } = opened;

    /// <summary>Tracks that carry this person now.</summary>
    public HashSet<(StreamEpoch Epoch, TrackId Track)> Tracks { get; } = [(origin.Epoch, opened.Track)];

    /// <summary>When the episode began.</summary>
    public DateTimeOffset Began { get; } = opened.LastSeen;

    /// <summary>
    /// The person was seen again; the alert keeps the crop of best quality. What a node held back for a while may come after newer sights.
    /// </summary>
    public void Seen(Alert alert, TrackOrigin track)
    {
        var best = alert.Quality.Score >= Latest.Quality.Score ? alert : Latest;
        var first = alert.FirstSeen < Latest.FirstSeen ? alert : Latest;
        var last = alert.LastSeen >= Latest.LastSeen ? alert : Latest;
        Latest = last with
        {
            FirstSeen = first.FirstSeen,
            FirstMediaTime = first.FirstMediaTime,
            Quality = best.Quality,
            Box = best.Box,
            Crop = best.Crop,
            Id = Latest.Id,
            State = Latest.State,
        };
        Tracks.Add((track.Epoch, alert.Track));
    }

    /// <summary>The track is still in view (or was until now), without new evidence.</summary>
    public void StillThere(Moment moment)
    {
        if (moment.Utc > Latest.LastSeen)
        {
            Latest = Latest with { LastSeen = moment.Utc, LastMediaTime = moment.Media };
        }
    }

    /// <summary>The alert to send as the episode moves to a state.</summary>
    public Alert Tell(AlertState state) => Latest = Latest with { State = state };
}
