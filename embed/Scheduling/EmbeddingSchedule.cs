using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Embed.Scheduling;

/// <summary>
/// Picks the faces of one camera that are embedded now: three quick attempts on a new track, then back-off, unless a clearly better
/// crop turns up or match has somebody in mind; a locked track is only reconfirmed.
/// </summary>
public sealed class EmbeddingSchedule(ScheduleOptions options)
{
    private readonly Dictionary<TrackId, Attempts> _tracks = [];
    private readonly ConcurrentQueue<TrackIdentified> _verdicts = new();

    /// <summary>Tracks in memory.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>Match has spoken; safe to call from any thread.</summary>
    public void OnIdentified(TrackIdentified identified) => _verdicts.Enqueue(identified);

    /// <summary>Clears and fills <paramref name="chosen"/> with indices into the frame's tracks.</summary>
    public void Select(Frame frame, List<int> chosen)
    {
        chosen.Clear();
        while (_verdicts.TryDequeue(out var verdict))
        {
            if (_tracks.TryGetValue(verdict.Track, out var track))
            {
                track.Grade = verdict.Grade;
            }
        }

        for (var i = 0; i < frame.Tracks.Count; i++)
        {
            var face = frame.Tracks[i];
            if (!_tracks.TryGetValue(face.Track, out var track))
            {
                _tracks.Add(face.Track, track = new Attempts());
            }

            if (face.Quality.Score >= options.MinQuality && IsDue(track, face.Quality.Score, frame.MediaTime))
            {
                track.Count++;
                track.Last = frame.MediaTime;
                track.Best = MathF.Max(track.Best, face.Quality.Score);
                chosen.Add(i);
            }
        }

        foreach (var ended in frame.EndedTracks)
        {
            _tracks.Remove(ended.Track);
        }
    }

    private bool IsDue(Attempts track, float quality, TimeSpan now)
    {
        if (track.Count == 0)
        {
            return true;
        }

        var waited = now - track.Last;
        if (track.Grade == IdentityGrade.Confirmed)
        {
            return waited >= options.ReconfirmInterval;
        }

        if (waited < options.QuickInterval)
        {
            return false;
        }

        var backOff = Math.Min(
            options.MaxInterval.TotalSeconds,
            options.QuickInterval.TotalSeconds * Math.Pow(2, Math.Min(30, track.Count - options.QuickAttempts + 1)));
        return track.Count < options.QuickAttempts
            || track.Grade >= IdentityGrade.Promising
            || quality >= track.Best * options.BetterBy
            || waited.TotalSeconds >= backOff;
    }

    private sealed class Attempts
    {
        public int Count { get; set; }

        public TimeSpan Last { get; set; }

        public float Best { get; set; }

        public IdentityGrade Grade { get; set; }
    }
}
