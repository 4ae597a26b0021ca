using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Runtime.Frames;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Embed.Scheduling;

public sealed class EmbeddingScheduleSpec : ScheduleScript
{
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
            QuickAttempts = 1,
            QuickInterval = TimeSpan.FromSeconds(1),
            MaxInterval = TimeSpan.FromSeconds(3),
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

            Schedule.OnIdentified(
                new TrackIdentified(new CameraId("door"), new StreamEpoch(1), new TrackId(id - 3), null, default, IdentityGrade.Promising));
            Schedule.Select(frame, chosen);
            Assert.Equal([0], chosen);
            Assert.Equal(1, Schedule.Tracks);
        }
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
}
