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
    // A crop of less than this part of the best one's quality adds little to what is known.
    private const float WorthAnother = 0.5f;

    private readonly Dictionary<TrackId, Attempts> _tracks = [];
    private readonly ConcurrentQueue<TrackIdentified> _verdicts = new();
    private long _lookInterval;

    /// <summary>Tracks in memory.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>
    /// How soon the faces of the last frame should be looked at again, media time; zero at once, while a track is new or moves fast. Safe
    /// to ask from any thread.
    /// </summary>
    public TimeSpan LookInterval => TimeSpan.FromTicks(Interlocked.Read(ref _lookInterval));

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

        var interval = options.CalmInterval;
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

            var soon = track.MovesFast(face.Face.Box, frame.MediaTime) ? TimeSpan.Zero
                : IsPressing(track) ? options.QuickInterval
                : options.CalmInterval;
            interval = soon < interval ? soon : interval;
        }

        Interlocked.Exchange(ref _lookInterval, interval.Ticks);

        foreach (var ended in frame.EndedTracks)
        {
            _tracks.Remove(ended.Track);
        }
    }

    private bool IsPressing(Attempts track) =>
        track.Grade == IdentityGrade.Promising || (track.Grade == IdentityGrade.Unknown && track.Count > 0 && track.Count < options.QuickAttempts);

    private bool IsDue(Attempts track, float quality, TimeSpan now) => track.Count == 0 || now - track.Last >= Interval(track, quality);

    private TimeSpan Interval(Attempts track, float quality)
    {
        if (track.Grade == IdentityGrade.Confirmed)
        {
            return options.ReconfirmInterval;
        }

        if (track.Count < options.QuickAttempts || quality >= track.Best * options.BetterBy)
        {
            return options.QuickInterval;
        }

        return track.Grade switch
        {
            IdentityGrade.Early => options.QuickInterval * 2, // the name is out; what is left to do has time
            IdentityGrade.Promising when quality >= track.Best * WorthAnother => options.QuickInterval,
            _ => BackOff(track.Count),
        };
    }

    private TimeSpan BackOff(int attempts)
    {
        var interval = options.QuickInterval * Math.Pow(2, Math.Min(20, attempts - options.QuickAttempts + 1));
        return interval < options.MaxInterval ? interval : options.MaxInterval;
    }

    private sealed class Attempts
    {
        // Even at the calm interval a slower face overlaps with where it was.
        private const double FastSidesPerSecond = 1;
        private Point2? _centre;
        private TimeSpan _seen;

        public int Count { get; set; }

        public TimeSpan Last { get; set; }

        public float Best { get; set; }

        public IdentityGrade Grade { get; set; }

        /// <summary>Whether the face might be lost if its next look were late; so might one that is seen for the first time.</summary>
        public bool MovesFast(Box box, TimeSpan now)
        {
            var (before, since) = (_centre, (now - _seen).TotalSeconds);
            (_centre, _seen) = (box.Centre, now);
            return before is not { } centre
                || Math.Max(Math.Abs(box.Centre.X - centre.X), Math.Abs(box.Centre.Y - centre.Y)) > FastSidesPerSecond * box.Width * since;
        }
    }
}
