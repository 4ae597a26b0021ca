using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Runtime.Frames;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Embed.Scheduling;

public sealed class EmbeddingScheduleSpecs : IDisposable
{
    private const double Step = 0.05;
    private static readonly Box Side = new(0, 0, 80, 80);
    private readonly FramePool _pool = new();
    private readonly EmbeddingSchedule _schedule = new(new ScheduleOptions());
    private double _now;

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_new_track_is_tried_three_times_quickly_then_less_and_less_often_up_to_the_longest_interval() =>
        Assert.Equal([0, 0.3, 0.6, 1.2, 2.4, 4.8, 8.8, 12.8, 16.8], Attempts(seconds: 20));

    [Fact]
    public void A_track_that_match_has_somebody_in_mind_for_goes_on_quickly()
    {
        Attempts(seconds: 5);
        Identified(IdentityGrade.Promising);

        Assert.Equal([5.1, 5.4, 5.7, 6.0, 6.3], Attempts(seconds: 1.5));
    }

    [Fact]
    public void A_poor_crop_of_such_a_track_waits_as_for_anybody()
    {
        Attempts(seconds: 5);
        Identified(IdentityGrade.Promising);

        Assert.Equal([8.8], Attempts(seconds: 4, quality: 0.4f));
    }

    [Fact]
    public void A_track_that_has_its_name_is_confirmed_without_haste()
    {
        Attempts(seconds: 1);
        Identified(IdentityGrade.Early);

        Assert.Equal([1.2, 1.8, 2.4, 3.0], Attempts(seconds: 2.2));
    }

    [Fact]
    public void A_confirmed_track_is_only_reconfirmed()
    {
        Attempts(seconds: 1);
        Identified(IdentityGrade.Confirmed);

        Assert.Equal([10.6, 20.6], Attempts(seconds: 25));
    }

    [Fact]
    public void A_better_crop_of_a_confirmed_track_changes_nothing()
    {
        Attempts(seconds: 1, quality: 0.3f);
        Identified(IdentityGrade.Confirmed);

        Assert.Empty(Attempts(seconds: 5, quality: 1));
    }

    [Fact]
    public void A_track_that_lost_its_name_is_tried_again()
    {
        Attempts(seconds: 1);
        Identified(IdentityGrade.Confirmed);
        Attempts(seconds: 2);
        Identified(IdentityGrade.Unknown);

        Assert.Equal(3, Assert.Single(Attempts(seconds: 1)));
    }

    [Fact]
    public void A_clearly_better_crop_is_tried_at_once_and_a_slightly_better_one_is_not()
    {
        Attempts(seconds: 5, quality: 0.5f); // the last attempt was at 4.8

        Assert.Empty(Attempts(seconds: 0.5, quality: 0.62f));
        Assert.Equal(5.5, Assert.Single(Attempts(seconds: 0.5, quality: 0.63f)));
        Assert.Empty(Attempts(seconds: 0.5, quality: 0.63f));
    }

    [Fact]
    public void Better_crops_one_after_the_other_keep_the_quick_interval()
    {
        Attempts(seconds: 0.65, quality: 0.2f);

        Assert.Equal([0.9], Attempts(seconds: 0.45, quality: 0.9f));
    }

    [Fact]
    public void A_poor_crop_is_never_tried_and_costs_no_attempt()
    {
        Assert.Empty(Attempts(seconds: 5, quality: 0.149f));

        Assert.Equal([5, 5.3, 5.6], Attempts(seconds: 1, quality: 0.15f));
    }

    [Fact]
    public void Each_track_has_its_own_attempts()
    {
        Attempts(seconds: 5);

        Assert.Equal([5, 5.3, 5.6], Attempts(seconds: 1, track: 2));
        Identified(IdentityGrade.Confirmed, track: 2);
        Assert.Equal([8.8], Attempts(seconds: 4));
    }

    [Fact]
    public void The_options_say_how_many_and_how_often()
    {
        var schedule = new EmbeddingSchedule(new ScheduleOptions
        {
            QuickAttempts = 1, QuickInterval = TimeSpan.FromSeconds(1), MaxInterval = TimeSpan.FromSeconds(3),
        });

        Assert.Equal([0, 2, 5, 8], Attempts(seconds: 10, schedule: schedule));
    }

    [Fact]
    public void Tracks_that_ended_are_forgotten()
    {
        List<int> chosen = [];
        for (var id = 1; id <= 10_000; id++)
        {
            using var frame = Frame((id, 0.9f));
            if (id > 1)
            {
                frame.EndedTracks.Add(new EndedTrack(new TrackId(id - 1), frame.Epoch, frame.MediaTime, frame.At));
            }

            _schedule.OnIdentified(new TrackIdentified(new CameraId("door"), new TrackId(id - 3), null, default, IdentityGrade.Promising));
            _schedule.Select(frame, chosen);
            Assert.Equal([0], chosen);
            Assert.Equal(1, _schedule.Tracks);
        }
    }

    [Fact]
    public void A_new_face_is_looked_at_again_at_once_then_at_the_quick_interval_and_once_tried_at_the_calm_one()
    {
        Look(x: 0);
        Assert.Equal(TimeSpan.Zero, _schedule.LookInterval);

        Look(x: 0);
        Assert.Equal(TimeSpan.FromSeconds(0.25), _schedule.LookInterval); // 0.3 s after the attempt

        Attempts(seconds: 1);
        Assert.Equal(TimeSpan.FromSeconds(0.6), _schedule.LookInterval);
    }

    [Theory]
    [InlineData(IdentityGrade.Promising, 0.3)]
    [InlineData(IdentityGrade.Early, 0.6)]
    [InlineData(IdentityGrade.Confirmed, 0.6)]
    [InlineData(IdentityGrade.Unknown, 0.6)]
    public void Who_is_about_to_get_a_name_is_looked_at_more_often(IdentityGrade grade, double seconds)
    {
        Attempts(seconds: 1.2);
        Identified(grade);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _schedule.LookInterval);

        Look(x: 0);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _schedule.LookInterval);
    }

    [Theory]
    [InlineData(0, 12, 0.6)] // what a detector's boxes do on their own
    [InlineData(70, 0, 0.6)]
    [InlineData(90, 0, 0)]
    public void A_face_that_moves_by_more_than_its_own_width_a_second_is_looked_at_at_once(float perSecond, float jitter, double seconds)
    {
        Attempts(seconds: 2);
        for (var i = 1; i <= 5; i++)
        {
            _now += 0.3;
            Look(x: (float)(perSecond * i * (0.3 + Step)) + i % 2 * jitter);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), _schedule.LookInterval);
    }

    [Fact]
    public void One_face_in_a_hurry_hurries_the_camera()
    {
        Attempts(seconds: 2);
        LookAt((1, 0.9f), (2, 0.9f));

        Assert.Equal(TimeSpan.Zero, _schedule.LookInterval);
    }

    [Fact]
    public void A_lost_face_is_looked_for_at_once_when_its_next_look_has_passed_until_its_track_ends()
    {
        Attempts(seconds: 2);
        LookAt();
        Assert.InRange(_schedule.LookInterval.TotalSeconds, 0.5, 0.59);

        _now += 0.6;
        LookAt();
        Assert.Equal(TimeSpan.Zero, _schedule.LookInterval);

        using var frame = Frame();
        frame.EndedTracks.Add(new EndedTrack(new TrackId(1), frame.Epoch, frame.MediaTime, frame.At));
        _schedule.Select(frame, []);
        Assert.Equal(TimeSpan.FromSeconds(0.6), _schedule.LookInterval);
    }

    [Fact]
    public void A_calm_interval_of_zero_never_waits()
    {
        var schedule = new EmbeddingSchedule(new ScheduleOptions { CalmInterval = TimeSpan.Zero });
        Attempts(seconds: 2, schedule: schedule);

        Assert.Equal(TimeSpan.Zero, schedule.LookInterval);
    }

    [Fact]
    public void Whatever_happens_attempts_keep_the_quick_interval_and_poor_crops_are_left_out() =>
        Gen.Select(
            Gen.Float[0, 1],
            Gen.OneOfConst<IdentityGrade?>(null, null, null, IdentityGrade.Unknown, IdentityGrade.Promising, IdentityGrade.Confirmed))
            .Array[1, 100].Sample(script =>
            {
                var schedule = new EmbeddingSchedule(new ScheduleOptions());
                List<int> chosen = [];
                var last = TimeSpan.MinValue / 2;
                foreach (var (quality, grade) in script)
                {
                    if (grade is { } spoken)
                    {
                        Identified(spoken, schedule: schedule);
                    }

                    using var frame = Frame((1, quality));
                    schedule.Select(frame, chosen);
                    if (chosen.Count > 0)
                    {
                        Assert.True(quality >= 0.15f && frame.MediaTime - last >= TimeSpan.FromSeconds(0.3));
                        last = frame.MediaTime;
                    }
                }
            }, threads: 1);

    /// <summary>When the track, seen in every frame for so long, was chosen.</summary>
    private List<double> Attempts(double seconds, float quality = 0.9f, long track = 1, EmbeddingSchedule? schedule = null)
    {
        List<double> attempts = [];
        List<int> chosen = [];
        for (var end = _now + seconds; _now < end - Step / 2;)
        {
            var now = _now;
            using var frame = Frame((track, quality));
            (schedule ?? _schedule).Select(frame, chosen);
            attempts.AddRange(chosen.Select(_ => Math.Round(now, 3)));
        }

        return attempts;
    }

    private void Identified(IdentityGrade grade, long track = 1, EmbeddingSchedule? schedule = null) =>
        (schedule ?? _schedule).OnIdentified(new TrackIdentified(new CameraId("door"), new TrackId(track), null, default, grade));

    private void Look(float x)
    {
        using var frame = Frame((1, 0.9f));
        frame.Tracks[0] = frame.Tracks[0] with { Face = frame.Tracks[0].Face with { Box = Side with { X = x } } };
        _schedule.Select(frame, []);
    }

    private void LookAt(params (long Track, float Quality)[] faces)
    {
        using var frame = Frame(faces);
        _schedule.Select(frame, []);
    }

    private Frame Frame(params (long Track, float Quality)[] faces)
    {
        var frame = _pool.Rent(16, 16);
        var at = TimeSpan.FromSeconds(Math.Round(_now, 3));
        frame.Stamp(new CameraId("door"), new StreamEpoch(1), at, DateTimeOffset.UnixEpoch + at, 0);
        frame.Tracks.AddRange(faces.Select(face => new TrackedFace(
            new TrackId(face.Track), new DetectedFace(Side, default, 0.9f), new FaceQuality(face.Quality, 80, 0, 0, 0, 0.5f, 120, 0.9f), default, default)));
        _now += Step;
        return frame;
    }
}
