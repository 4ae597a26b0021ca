using Analytics.Ingest;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>The times of live pictures whose senders' clocks, networks, decoders and machines are what they are.</summary>
public sealed class SenderClockSpec
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly List<Picture> _pictures = [];
    private readonly StreamClock _clock = new(live: true, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1 / 6.0));
    private readonly Random _random = new(3);
    private TimeSpan _wall; // by which the machine's clock was set
    private int _jumps;

    [Theory]
    [InlineData(0.7, 2)]
    [InlineData(0.7, 6)]
    [InlineData(0.84, 5)]
    [InlineData(0.95, 15)]
    [InlineData(0.999, 30)]
    [InlineData(1, 2)]
    [InlineData(1.0004, 6)]
    [InlineData(1.2, 30)]
    [InlineData(1.3, 2)]
    [InlineData(1.3, 15)]
    public void The_time_of_a_picture_is_that_of_its_arrival_whatever_the_pace_of_the_senders_clock(double speed, double fps)
    {
        Play(seconds: 600, fps, received => 71 + speed * received, unread: false, jitter: 0.12);

        Assert.Equal(0, _jumps);
        Assert.All(_pictures, picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 1));
        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair => Assert.True(pair.First.Media < pair.Second.Media));
        var (from, to) = (_pictures.First(picture => picture.Came > Start + 20 * Second), _pictures[^1]);
        Assert.InRange((to.Media - from.Media) / (to.Came - from.Came), 0.997, 1.003);
    }

    [Fact]
    public void Twenty_five_stamped_pictures_a_second_of_which_two_come_have_the_time_of_their_arrival_too()
    {
        Play(seconds: 3600, fps: 2, received => 0.08 * received, unread: null);

        Assert.All(_pictures.Where(picture => picture.Came > Start + 10 * Second),
            picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 0.6));
        Assert.InRange((_pictures[^1].Media - _pictures[100].Media) / (_pictures[^1].Came - _pictures[100].Came), 0.99, 1.01);
    }

    [Fact]
    public void The_times_of_an_ordinary_camera_are_its_own()
    {
        Play(seconds: 600, fps: 6, received => 71 + received, unread: null, jitter: 0.15);

        Assert.All(_pictures, picture => Assert.Equal(picture.Stated, picture.Media));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void After_a_while_in_which_pictures_came_late_media_times_are_the_senders_again(bool? unread)
    {
        Play(seconds: 20, fps: 6, received => received, unread: unread);
        Play(seconds: 23, fps: 6, received => received - 0.4, unread: unread, from: 20.5);
        Play(seconds: 40, fps: 6, received => received, unread: unread, from: 23.1);

        Assert.Equal(0, _jumps);
        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair => Assert.True(pair.First.Media < pair.Second.Media));
        Assert.All(_pictures.Where(picture => picture.Came > Start + 26 * Second),
            picture => Assert.InRange((picture.Media - picture.Stated).TotalSeconds, -0.3, 0.3));
    }

    [Fact]
    public void A_sender_that_changes_its_pace_is_followed()
    {
        Play(seconds: 60, fps: 5, received => received, unread: false);
        Play(seconds: 120, fps: 5, received => 60 + 0.6 * (received - 60), unread: false);
        Play(seconds: 180, fps: 5, received => 96 + 1.4 * (received - 120), unread: false);

        Assert.Equal(0, _jumps);
        Assert.All(_pictures, picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 1.3));
        Assert.All(_pictures.Where(picture => (picture.Came - Start).TotalSeconds % 60 > 20),
            picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 0.5));
    }

    [Fact]
    public void What_comes_in_a_burst_after_a_pause_has_the_times_at_which_it_was_sent()
    {
        Play(seconds: 60, fps: 5, received => received, unread: false);
        for (var i = 1; i <= 15; i++)
        {
            Take(60 + i * 0.2, TimeSpan.FromSeconds(63 + i * 0.01), unread: false);
        }

        Play(seconds: 120, fps: 5, received => received, unread: false, from: 63.4);

        Assert.Equal(0, _jumps);
        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 0.15, 0.41));
    }

    [Fact]
    public void The_first_burst_after_a_stream_is_opened_does_not_make_later_pictures_late()
    {
        for (var i = 0; i < 10; i++)
        {
            Take(i * 0.2, TimeSpan.FromSeconds(2 + i * 0.01), unread: true);
        }

        Play(seconds: 120, fps: 5, received => received, unread: false, from: 2.2);

        Assert.All(_pictures, picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 1));
        Assert.All(_pictures.Where(picture => picture.Came > Start + 20 * Second),
            picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 0.1));
    }

    [Fact]
    public void Pictures_of_a_decoder_that_is_behind_keep_the_time_at_which_they_arrived()
    {
        Play(seconds: 60, fps: 5, received => received, unread: false);
        Play(seconds: 80, fps: 5, received => 60 + 0.6 * (received - 60), unread: true);

        Assert.InRange((_pictures[^1].Came - _pictures[^1].At).TotalSeconds, 7.5, 8);
        Assert.Equal(_pictures[^1].Stated, _pictures[^1].Media);

        for (var i = 1; _pictures[^1].Stated < TimeSpan.FromSeconds(90); i++)
        {
            Take(72 + i * 0.2, TimeSpan.FromSeconds(80 + Math.Max(i * 0.1, i * 0.2 - 8)), unread: i < 80);
        }

        Assert.Equal(0, _jumps);
        Assert.InRange((_pictures[^1].Came - _pictures[^1].At).TotalSeconds, 0, 0.2);
        Assert.InRange(_pictures[^1].Media - _pictures[^1].Stated, TimeSpan.Zero, TimeSpan.FromSeconds(0.3));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    [InlineData(-4)]
    [InlineData(1)]
    public void A_step_of_the_machines_clock_is_followed_with_the_next_picture_and_no_stream_begins_anew(double seconds)
    {
        Play(seconds: 30, fps: 5, received => received, unread: false);
        _wall = TimeSpan.FromSeconds(seconds);
        Play(seconds: 60, fps: 5, received => received, unread: false);

        Assert.Equal(0, _jumps);
        Assert.All(_pictures, picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 0.1));
        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair =>
            Assert.InRange((pair.Second.Media - pair.First.Media).TotalSeconds, 0.19, 0.21));
    }

    [Fact]
    public void A_clock_that_is_slowed_down_never_makes_a_picture_older_than_the_one_before()
    {
        for (var second = 1; second < 60; second++)
        {
            Play(second, fps: 5, received => received, unread: false, jitter: 0.1);
            _wall -= TimeSpan.FromSeconds(0.05);
        }

        Assert.All(_pictures.Zip(_pictures.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
        Assert.All(_pictures, picture => Assert.InRange((picture.Came - picture.At).TotalSeconds, 0, 0.5));
    }

    [Fact]
    public void A_live_source_that_states_no_times_has_those_of_arrival()
    {
        for (var i = 0; i < 100; i++)
        {
            Take(null, TimeSpan.FromSeconds(0.5 * i + 0.3 * _random.NextDouble()), unread: null);
        }

        Assert.Equal(0, _jumps);
        Assert.All(_pictures, picture => Assert.Equal(picture.Came, picture.At));
        Assert.All(_pictures, picture => Assert.Equal(picture.Came - _pictures[0].Came, picture.Media));
    }

    [Fact]
    public void A_file_knows_nothing_of_arrivals_nor_of_the_machines_clock()
    {
        var clock = new StreamClock(live: false, TimeSpan.FromSeconds(10), Second);
        for (var i = 0; i < 100; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(i), 3 * i * Second, i < 50 ? Start : Start - TimeSpan.FromMinutes(10), out var picture);
            Assert.Equal(new PictureTime(TimeSpan.FromSeconds(i), Start + TimeSpan.FromSeconds(i)), picture);
        }
    }

    /// <summary>Takes pictures until a second, sent at an even rate and stamped as <paramref name="stamp"/> says.</summary>
    private void Play(double seconds, double fps, Func<double, double> stamp, bool? unread, double jitter = 0, double? from = null)
    {
        var before = from ?? (_pictures.Count == 0 ? 0 : Math.Round(_pictures[^1].Sent * fps) / fps + 1 / fps);
        for (var i = 0; before + i / fps < seconds; i++)
        {
            var sent = before + i / fps;
            Take(stamp(sent), TimeSpan.FromSeconds(sent + Math.Min(jitter, 0.9 / fps) * _random.NextDouble()), unread, sent);
        }
    }

    private void Take(double? stamp, TimeSpan received, bool? unread, double sent = 0)
    {
        var now = Start + received + _wall;
        var stated = stamp is { } seconds ? TimeSpan.FromSeconds(seconds) : _clock.Next(received);
        _jumps += _clock.Advance(stated, received, now, out var picture, new Gauge(() => unread)) ? 1 : 0;
        _pictures.Add(new Picture(sent, stated, now, picture.Media, picture.At));
    }

    private sealed record Picture(double Sent, TimeSpan Stated, DateTimeOffset Came, TimeSpan Media, DateTimeOffset At);
}
