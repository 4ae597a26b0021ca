using Analytics.Contracts;
using Analytics.Match.Episodes;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class CameraClocksSpec
{
    private static readonly CameraId PortProbe = new("door");
    private readonly CameraClocks _clocks = new();

    [Fact]
    public void What_comes_late_and_in_between_counts_once()
    {
        var watched = TimeSpan.Zero;
        for (var second = 0; second <= 3600; second += 5)
        {
            watched += Reach(2, second).Step;
            watched += Reach(1, second - 40, second - 40).Step; // from the spool of the node before
        }

        Assert.Equal(TimeSpan.FromSeconds(3600), watched);
        Assert.Equal(TimeSpan.FromSeconds(3600), _clocks.Reached(PortProbe));
    }

    [Fact]
    public void Within_a_run_media_time_counts_whatever_the_time_of_day_does()
    {
        Reach(1, 0, 0);
        Assert.Equal(TimeSpan.FromSeconds(10), Reach(1, 10, -600).Step);
        Assert.Equal(TimeSpan.FromSeconds(10), Reach(1, 20, 86_400).Step);
        Assert.Equal(TimeSpan.FromSeconds(15), _clocks.At(PortProbe, new(1), TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public void Between_two_runs_the_time_of_day_counts_where_it_goes_on()
    {
        Reach(1, 100, 100);
        Assert.Equal(TimeSpan.FromSeconds(30), Reach(2, 5, 130).Step);
        Assert.Equal(TimeSpan.Zero, Reach(3, 5, -600).Step);
        Assert.Equal(TimeSpan.FromSeconds(1), Reach(3, 6, -599).Step);
    }

    [Fact]
    public void A_run_of_an_older_number_that_was_never_heard_of_goes_on_from_where_the_camera_is()
    {
        Reach(500, 100, 100);
        Reach(100, 0, -500); // its owner's clock is behind

        Assert.Equal(TimeSpan.FromSeconds(61), Reach(100, 61, -439).Step);
    }

    [Fact]
    public void A_camera_that_comes_later_begins_with_the_others()
    {
        Reach(1, 0, 0);
        Reach(1, 300, 300);
        var (at, step) = _clocks.Reach(new("yard"), new(1), new Moment(TimeSpan.FromHours(1), Faces.Start));

        Assert.Equal((TimeSpan.FromSeconds(300), TimeSpan.Zero), (at, step));
        Assert.Equal(TimeSpan.FromSeconds(300), _clocks.Newest);
    }

    private (TimeSpan At, TimeSpan Step) Reach(int epoch, double media, double? utc = null) =>
        _clocks.Reach(PortProbe, new(epoch), new Moment(TimeSpan.FromSeconds(media), Faces.Start.AddSeconds(utc ?? media)));
}
