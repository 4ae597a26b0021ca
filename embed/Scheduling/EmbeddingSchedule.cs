using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Embed.Scheduling;

/// <summary>
/// Picks the faces of one camera that are embedded now: three quick attempts on a new track, then back-off, unless a clearly better
/// crop turns up or match has somebody in mind; a locked track is only reconfirmed. Says as well how soon the camera is looked at again.
/// </summary>
public sealed class EmbeddingSchedule(ScheduleOptions options)
{
    private readonly Dictionary<TrackId, TrackAttempts> _tracks = [];
    private readonly ConcurrentQueue<TrackIdentified> _verdicts = new();
    private long _lookInterval;
    private volatile bool _isSomebodyInMind; // since the last frame
    private StreamEpoch _epoch;

    /// <summary>Tracks in memory.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>
    /// How soon after the last frame the next should be looked at, media time: at once while a face is new, moves fast or was lost from
    /// view, at the quick interval while one is in its first attempts or nearly recognised, else at the calm one. Safe to ask from any
    /// thread.
    /// </summary>
    public TimeSpan LookInterval
    {
        get
        {
            var interval = TimeSpan.FromTicks(Interlocked.Read(ref _lookInterval));
            return _isSomebodyInMind && interval > options.QuickInterval ? options.QuickInterval : interval;
        }
    }

    /// <summary>Match has spoken; safe to call from any thread.</summary>
    public void OnIdentified(TrackIdentified identified)
    {
        _verdicts.Enqueue(identified);
        if (identified.Grade == IdentityGrade.Promising)
        {
            _isSomebodyInMind = true;
        }
    }

    /// <summary>Clears and fills <paramref name="chosen"/> with indices into the frame's tracks.</summary>
    public void Select(Frame frame, List<int> chosen)
    {
        chosen.Clear();
        _epoch = frame.Epoch;
        _isSomebodyInMind = false;
        while (_verdicts.TryDequeue(out var verdict))
        {
            if (verdict.Epoch == _epoch && _tracks.TryGetValue(verdict.Track, out var track))
            {
                track.Grade = verdict.Grade;
            }
        }

        for (var i = 0; i < frame.Tracks.Count; i++)
        {
            var face = frame.Tracks[i];
            if (!_tracks.TryGetValue(face.Track, out var track))
            {
                _tracks.Add(face.Track, track = new TrackAttempts(options));
            }

            if (track.TakeAttempt(face.Quality.Score, frame.MediaTime))
            {
                chosen.Add(i);
            }

            track.PlanNextLook(face.Face.Box, frame.MediaTime);
        }

        foreach (var ended in frame.EndedTracks)
        {
            _tracks.Remove(ended.Track);
        }

        Interlocked.Exchange(ref _lookInterval, UntilNextLook(frame.MediaTime).Ticks);
    }

    private TimeSpan UntilNextLook(TimeSpan now)
    {
        var until = options.CalmInterval;
        foreach (var track in _tracks.Values)
        {
            var wait = track.NextLook > now ? track.NextLook - now : TimeSpan.Zero;
            until = wait < until ? wait : until;
        }

        return until;
    }
}
