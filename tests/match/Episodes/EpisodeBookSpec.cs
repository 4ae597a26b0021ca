using Analytics.Contracts;
using Analytics.Match.Episodes;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class EpisodeBookSpec
{
    private static readonly CameraId PortProbe = new("door");
    private readonly EpisodeBook _book = new(gap: TimeSpan.FromSeconds(60), limit: TimeSpan.FromSeconds(300));
    private readonly List<Alert> _alerts = [];

    [Fact]
    public void An_episode_is_reported_early_confirmed_and_closed_under_one_id()
    {
        Seen(1, AlertState.Early);
        Seen(2, AlertState.Early);
        Seen(3, AlertState.Confirmed);
        Seen(4, AlertState.Confirmed);
        _book.End(PortProbe, _alerts);

        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));
        Assert.Single(_alerts.Select(alert => alert.Id).Distinct());
        Assert.Equal(0, _book.Open);
    }

    [Fact]
    public void Standing_still_is_reported_once()
    {
        for (var second = 0; second < 290; second += 5)
        {
            Seen(second, AlertState.Confirmed, track: 1 + second / 20);
        }

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
    }

    [Fact]
    public void A_person_who_is_back_after_the_gap_is_a_new_episode()
    {
        Seen(0, AlertState.Confirmed);
        Seen(61, AlertState.Confirmed, track: 2);

        Assert.Equal(
            [AlertState.Early, AlertState.Confirmed, AlertState.Closed, AlertState.Early, AlertState.Confirmed],
            _alerts.Select(alert => alert.State));
        Assert.NotEqual(_alerts[0].Id, _alerts[3].Id);
    }

    [Fact]
    public void A_gap_closes_an_episode_without_new_evidence()
    {
        Seen(0, AlertState.Early);
        _book.Advance(PortProbe, default, new Moment(TimeSpan.FromSeconds(60), Faces.Start.AddSeconds(60)), _alerts);
        Assert.Single(_alerts);

        _book.Advance(PortProbe, default, new Moment(TimeSpan.FromSeconds(60.1), Faces.Start.AddSeconds(60.1)), _alerts);

        Assert.Equal(AlertState.Closed, _alerts[^1].State);
    }

    [Fact]
    public void The_longest_episode_ends_although_the_person_stays()
    {
        for (var second = 0; second <= 302; second += 2)
        {
            Seen(second, AlertState.Confirmed);
        }

        Assert.Equal(2, _alerts.Select(alert => alert.Id).Distinct().Count());
    }

    [Fact]
    public void Sights_that_come_late_set_no_clock_back()
    {
        Seen(100, AlertState.Confirmed, track: 2);
        Seen(10, AlertState.Confirmed, track: 1);
        _book.Advance(PortProbe, default, new Moment(TimeSpan.FromSeconds(120), Faces.Start.AddSeconds(120)), _alerts);

        Assert.Equal(1, _book.Open);
        _book.End(PortProbe, _alerts);
        var closed = _alerts[^1];
        Assert.Equal((0, 100), (closed.FirstMediaTime.TotalSeconds, closed.LastMediaTime.TotalSeconds));
        Assert.Equal((Faces.Start, Faces.Start.AddSeconds(100)), (closed.FirstSeen, closed.LastSeen));
        Assert.Equal(2, closed.Track.Value); // the rest of it describes the latest sight
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    public void A_clock_that_is_set_silences_nobody_and_closes_nothing_early(double by)
    {
        Seen(0, AlertState.Confirmed);
        Seen(20, AlertState.Confirmed, clock: by);
        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));

        _book.Advance(PortProbe, default, new Moment(TimeSpan.FromSeconds(81), Faces.Start.AddSeconds(81 + by)), _alerts);
        Assert.Equal(AlertState.Closed, _alerts[^1].State);
        Assert.Equal(Faces.Start.AddSeconds(20 + by), _alerts[^1].LastSeen);
        Seen(90, AlertState.Confirmed, track: 2, clock: by);

        Assert.Equal(
            [AlertState.Early, AlertState.Confirmed, AlertState.Closed, AlertState.Early, AlertState.Confirmed],
            _alerts.Select(alert => alert.State));
    }

    [Fact]
    public void A_run_of_the_stream_after_the_clock_was_set_back_closes_what_is_open_in_its_own_time()
    {
        Seen(0, AlertState.Confirmed);
        _book.Advance(PortProbe, new StreamEpoch(1), new Moment(TimeSpan.Zero, Faces.Start.AddSeconds(-600)), _alerts);
        Assert.Equal(1, _book.Open);

        _book.Advance(PortProbe, new StreamEpoch(1), new Moment(TimeSpan.FromSeconds(61), Faces.Start.AddSeconds(-539)), _alerts);

        Assert.Equal(AlertState.Closed, _alerts[^1].State);
    }

    [Fact]
    public void A_track_in_view_without_new_evidence_keeps_its_episode_open()
    {
        Seen(0, AlertState.Confirmed);
        _book.StillThere(PortProbe, default, new TrackId(1), new Moment(TimeSpan.FromSeconds(50), Faces.Start.AddSeconds(50)));
        _book.Advance(PortProbe, default, new Moment(TimeSpan.FromSeconds(100), Faces.Start.AddSeconds(100)), _alerts);

        Assert.Equal(1, _book.Open);
        _book.End(PortProbe, _alerts);
        Assert.Equal(50, _alerts[^1].LastMediaTime.TotalSeconds);
    }

    [Fact]
    public void Two_cameras_are_two_places()
    {
        Seen(0, AlertState.Early);
        Seen(0, AlertState.Early, camera: "yard");

        Assert.Equal(2, _alerts.Select(alert => alert.Id).Distinct().Count());
        _book.End(PortProbe, _alerts);
        Assert.Equal(1, _book.Open);
    }

    [Fact]
    public void The_closing_alert_carries_the_best_crop()
    {
        Seen(0, AlertState.Early, quality: 0.5f, crop: 1);
        Seen(1, AlertState.Early, quality: 0.9f, crop: 2);
        Seen(2, AlertState.Early, quality: 0.6f, crop: 3);
        _book.End(PortProbe, _alerts);

        Assert.Equal(2, _alerts[^1].Crop.Span[0]);
    }

    [Fact]
    public void The_same_footage_gives_the_same_ids()
    {
        Seen(0, AlertState.Early);
        var again = new List<Alert>();
        new EpisodeBook(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300)).Recognised(AlertAt(0, AlertState.Early), default, again);

        Assert.Equal(_alerts[0].Id, again[0].Id);
    }

    private void Seen(
        double seconds, AlertState state, long track = 1, string camera = "door", float quality = 0.9f, byte crop = 0, double clock = 0) =>
        _book.Recognised(AlertAt(seconds, state, track, camera, quality, crop, clock), default, _alerts);

    private static Alert AlertAt(
        double seconds, AlertState state, long track = 1, string camera = "door", float quality = 0.9f, byte crop = 0, double clock = 0)
    {
        var observed = Faces.Observed(seconds, quality: quality, track: track, camera: camera, crop: crop);
        return new Alert
        {
            Id = "",
            State = state,
            Person = new PersonId("Ann"),
            Camera = observed.Camera,
            Track = observed.Track,
            FirstSeen = Faces.Start.AddSeconds(track - 1),
            LastSeen = observed.At.AddSeconds(clock),
            FirstMediaTime = TimeSpan.FromSeconds(track - 1),
            LastMediaTime = observed.MediaTime,
            Similarity = new Similarity(0.6f),
            Margin = 0.3f,
            FalseMatchRate = null,
            Crops = 3,
            Quality = observed.Quality,
            Box = observed.Box,
            Crop = observed.Crop,
        };
    }
}
