using Analytics.Contracts;
using Analytics.Detect.Quality;
using Analytics.Runtime.Frames;

namespace Analytics.Detect.Tracking;

/// <summary>
/// Follows the faces of one camera in the manner of ByteTrack (Zhang et al., ECCV 2022): detections of high score are matched to all
/// tracks, then those of low score to the tracks that are left, which keeps a face through blur and shade. At a few frames a second
/// a small face moves by more than its size, so boxes are grown before their overlap is taken (Yang et al., C-BIoU, WACV 2023).
/// A hard cut and a new epoch end all tracks. A few dozen faces: the best pair first is as good as the best sum, and simpler.
/// </summary>
/// <param name="options">The rules.</param>
/// <param name="meter">Measures the faces of tracks.</param>
public sealed class FaceTracker(TrackOptions options, FaceQualityMeter meter)
{
    private readonly SceneCut _cut = new(options.CutThreshold);
    private readonly List<FaceTrack> _tracks = [];
    private readonly Stack<FaceTrack> _spare = new();
    private readonly List<int> _open = [];
    private StreamEpoch _epoch;
    private TimeSpan _before;
    private long _lastId;

    /// <summary>Tracks that are alive, seen or lost.</summary>
    public int Alive => _tracks.Count;

    /// <summary>Reads the faces of the frame; writes its tracks and those that ended with it.</summary>
    public void Update(Frame frame)
    {
        var newEpoch = frame.Epoch != _epoch;
        if (newEpoch)
        {
            _cut.Reset();
        }

        var cut = _cut.Happened(frame.Luma, frame.Width, frame.Height);
        if (cut)
        {
            TrackTelemetry.Cuts.Add(1, new KeyValuePair<string, object?>("camera", frame.Camera.Value));
        }

        if (newEpoch || cut)
        {
            EndAll(frame.EndedTracks);
            _epoch = frame.Epoch;
        }

        var seconds = Math.Clamp((float)(frame.MediaTime - _before).TotalSeconds, 0, (float)options.MaxLost.TotalSeconds);
        _before = frame.MediaTime;
        foreach (var track in _tracks)
        {
            track.Predict(seconds);
        }

        Match(frame, options.HighScore, double.PositiveInfinity, 1 + 2 * (float)options.Buffer, (float)options.MinOverlap,
            activeOnly: false);
        Begin(frame);
        Match(frame, options.LowScore, options.HighScore, 1, (float)options.MinOverlapLowScore, activeOnly: true);
        EndLost(frame);
    }

    /// <summary>The stream is over: ends what is left.</summary>
    public void Flush(List<EndedTrack> ended) => EndAll(ended);

    private void Match(Frame frame, double from, double below, float growth, float minOverlap, bool activeOnly)
    {
        _open.Clear();
        for (var i = 0; i < frame.Faces.Count; i++)
        {
            if (frame.Faces[i].Score >= from && frame.Faces[i].Score < below)
            {
                _open.Add(i);
            }
        }

        while (_open.Count > 0)
        {
            FaceTrack? bestTrack = null;
            var (best, bestOpen) = (minOverlap, -1);
            foreach (var track in _tracks)
            {
                if (track.Matched || (activeOnly && !track.Active))
                {
                    continue;
                }

                var predicted = track.Predicted.Scaled(growth);
                for (var open = 0; open < _open.Count; open++)
                {
                    var overlap = predicted.IoU(frame.Faces[_open[open]].Box.Scaled(growth));
                    if (overlap >= best)
                    {
                        (best, bestTrack, bestOpen) = (overlap, track, open);
                    }
                }
            }

            if (bestTrack is null)
            {
                return;
            }

            var face = frame.Faces[_open[bestOpen]];
            bestTrack.Continue(face, frame);
            Report(frame, bestTrack, face);
            _open.RemoveAt(bestOpen);
        }
    }

    // What is left open of the detections of high score are new faces.
    private void Begin(Frame frame)
    {
        foreach (var index in _open)
        {
            var track = _spare.TryPop(out var spare) ? spare : new FaceTrack();
            track.Begin(new TrackId(++_lastId), frame.Faces[index], frame);
            _tracks.Add(track);
            TrackTelemetry.Started.Add(1, new KeyValuePair<string, object?>("camera", frame.Camera.Value));
            Report(frame, track, frame.Faces[index]);
        }
    }

    private void Report(Frame frame, FaceTrack track, in DetectedFace face) => frame.Tracks.Add(
        new TrackedFace(
            track.Id, face, meter.Measure(frame.Luma, frame.Width, frame.Height, face), track.StartedMediaTime, track.StartedAt));

    private void EndLost(Frame frame)
    {
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            _tracks[i].Active = _tracks[i].Matched;
            if (frame.MediaTime - _tracks[i].LastMediaTime > options.MaxLost)
            {
                End(i, frame.EndedTracks);
            }
        }
    }

    private void EndAll(List<EndedTrack> ended)
    {
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            End(i, ended);
        }
    }

    private void End(int index, List<EndedTrack> ended)
    {
        var track = _tracks[index];
        ended.Add(new EndedTrack(track.Id, _epoch, track.LastMediaTime, track.LastAt));
        _tracks.RemoveAt(index);
        _spare.Push(track);
    }
}
