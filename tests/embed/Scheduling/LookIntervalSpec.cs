using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Embed.Scheduling;

/// <summary>How soon a camera is looked at again.</summary>
public sealed class LookIntervalSpec : ScheduleScript
{
    [Fact]
    public void A_new_face_is_looked_at_again_at_once_then_at_the_quick_interval_and_once_tried_at_the_calm_one()
    {
        Look(x: 0);
        Assert.Equal(TimeSpan.Zero, Schedule.LookInterval);

        Look(x: 0);
        Assert.Equal(TimeSpan.FromSeconds(0.25), Schedule.LookInterval); // 0.3 s after the attempt

        Attempts(seconds: 1);
        Assert.Equal(TimeSpan.FromSeconds(0.6), Schedule.LookInterval);
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
        Assert.Equal(TimeSpan.FromSeconds(seconds), Schedule.LookInterval);

        Look(x: 0);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Schedule.LookInterval);
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
            Now += 0.3;
            Look(x: (float)(perSecond * i * (0.3 + Step)) + i % 2 * jitter);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), Schedule.LookInterval);
    }

    [Fact]
    public void One_face_in_a_hurry_hurries_the_camera()
    {
        Attempts(seconds: 2);
        LookAt((1, 0.9f), (2, 0.9f));

        Assert.Equal(TimeSpan.Zero, Schedule.LookInterval);
    }

    [Fact]
    public void A_lost_face_is_looked_for_at_once_when_its_next_look_has_passed_until_its_track_ends()
    {
        Attempts(seconds: 2);
        LookAt();
        Assert.InRange(Schedule.LookInterval.TotalSeconds, 0.5, 0.59);

        Now += 0.6;
        LookAt();
        Assert.Equal(TimeSpan.Zero, Schedule.LookInterval);

        using var frame = Frame();
        frame.EndedTracks.Add(new EndedTrack(new TrackId(1), frame.Epoch, frame.MediaTime, frame.At));
        Schedule.Select(frame, []);
        Assert.Equal(TimeSpan.FromSeconds(0.6), Schedule.LookInterval);
    }

    [Fact]
    public void A_face_that_turned_away_in_its_first_attempts_does_not_hurry_the_camera()
    {
        Attempts(seconds: 0.1);
        Attempts(seconds: 0.5, quality: 0.1f);

        Assert.Equal(TimeSpan.FromSeconds(0.6), Schedule.LookInterval);
    }

    [Fact]
    public void A_calm_interval_of_zero_never_waits()
    {
        var schedule = new EmbeddingSchedule(new ScheduleOptions { CalmInterval = TimeSpan.Zero });
        Attempts(seconds: 2, schedule: schedule);

        Assert.Equal(TimeSpan.Zero, schedule.LookInterval);
    }

    private void Look(float x)
    {
        using var frame = Frame((1, 0.9f));
        frame.Tracks[0] = frame.Tracks[0] with { Face = frame.Tracks[0].Face with { Box = Side with { X = x } } };
        Schedule.Select(frame, []);
    }

    private void LookAt(params (long Track, float Quality)[] faces)
    {
        using var frame = Frame(faces);
        Schedule.Select(frame, []);
    }
}
