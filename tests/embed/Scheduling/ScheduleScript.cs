using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Runtime.Frames;

namespace Analytics.Tests.Embed.Scheduling;

/// <summary>A camera's schedule, and frames that come at their own steps.</summary>
public abstract class ScheduleScript
{
    private protected const double Step = 0.05;
    private protected static readonly Box Side = new(0, 0, 80, 80);
    private readonly FramePool _pool = new();

    private protected EmbeddingSchedule Schedule { get; } = new(new ScheduleOptions());

    private protected double Now { get; set; }

    /// <summary>When the track, seen in every frame for so long, was chosen.</summary>
    private protected List<double> Attempts(double seconds, float quality = 0.9f, long track = 1, EmbeddingSchedule? schedule = null)
    {
        List<double> attempts = [];
        List<int> chosen = [];
        for (var end = Now + seconds; Now < end - Step / 2;)
        {
            var now = Now;
            using var frame = Frame((track, quality));
            (schedule ?? Schedule).Select(frame, chosen);
            attempts.AddRange(chosen.Select(_ => Math.Round(now, 3)));
        }

        return attempts;
    }

    private protected void Identified(IdentityGrade grade, long track = 1, EmbeddingSchedule? schedule = null) =>
        (schedule ?? Schedule)
            .OnIdentified(new TrackIdentified(new CameraId("door"), new StreamEpoch(1), new TrackId(track), null, default, grade));

    private protected Frame Frame(params (long Track, float Quality)[] faces)
    {
        var frame = _pool.Rent(16, 16);
        var at = TimeSpan.FromSeconds(Math.Round(Now, 3));
        frame.Stamp(new CameraId("door"), new StreamEpoch(1), at, DateTimeOffset.UnixEpoch + at, 0);
        frame.Tracks.AddRange(faces.Select(face => new TrackedFace(
            new TrackId(face.Track), new DetectedFace(Side, default, 0.9f), new FaceQuality(face.Quality, 80, 0, 0, 0, 0.5f, 120, 0.9f),
            default, default)));
        Now += Step;
        return frame;
    }
}
