using Akka.Actor;
using Analytics.Contracts;
using Analytics.Ingest;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>Decoders that fall behind.</summary>
public sealed partial class CameraActorSpec
{
    [Fact]
    public void A_camera_whose_decoder_cannot_keep_up_is_read_by_its_key_frames_until_all_of_them_are_tried_again()
    {
        var camera = StartCamera();
        Assert.InRange(UntilReopened(camera, speed: 0.5).TotalSeconds, 10, 11);
        Assert.True(_reader.Last.Options.KeyFramesOnly);

        _reader.Last.Send(100);
        Advance(camera, TimeSpan.FromSeconds(15));
        var status = StatusOf(camera);
        Assert.Equal(CameraState.Streaming, status.State);
        Assert.Contains("key frames only", status.Reason, StringComparison.Ordinal);

        Assert.InRange(UntilReopened(camera, speed: 1).TotalSeconds, 3.75 * 60 - 16, 6.25 * 60);
        Assert.False(_reader.Last.Options.KeyFramesOnly);

        UntilReopened(camera, speed: 0.5);
        Assert.InRange(UntilReopened(camera, speed: 1).TotalSeconds, 7.5 * 60, 12.5 * 60);
    }

    [Fact]
    public void A_camera_whose_key_frames_come_late_too_is_read_in_full_again()
    {
        var camera = StartCamera();
        UntilReopened(camera, speed: 0.5);
        Assert.True(_reader.Last.Options.KeyFramesOnly);

        Assert.InRange(UntilReopened(camera, speed: 0.5).TotalSeconds, 32, 34);
        Assert.False(_reader.Last.Options.KeyFramesOnly);
        var (runs, run) = (_reader.Count, _reader.Last);
        for (var second = 0; second < 60; second++)
        {
            run.Send(2000 + second * 0.5);
            Advance(camera, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(runs, _reader.Count);
    }

    [Theory]
    [InlineData(0, 225)]
    [InlineData(0.25, 262.5)]
    [InlineData(1, 375)]
    public void Cameras_that_fell_behind_together_come_back_at_different_times(double dice, double seconds)
    {
        KeyFrameFallback fallback = new(
            new CameraSpec(new CameraId("a"), CameraSource.Parse("rtsp://host/live"), new IngestOptions()), _time);
        Assert.NotNull(fallback.OnBehind(TimeSpan.FromSeconds(2), dice));

        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(fallback.IsOver);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(fallback.IsOver);
    }

    [Fact]
    public void A_camera_that_catches_up_is_read_on()
    {
        var camera = StartCamera();
        var media = 0.0;
        for (var second = 0; second < 40; second++)
        {
            media += second < 10 ? 1 : second < 15 ? 0.2 : media < second ? 1.3 : 1;
            _reader.Last.Send(media);
            Advance(camera, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, _reader.Count);
    }

    [Fact]
    public void A_camera_whose_lag_goes_up_and_down_does_not_catch_up()
    {
        var camera = StartCamera();
        var (runs, run) = (_reader.Count, _reader.Last);
        for (var second = 0; second < 18 && _reader.Count == runs; second++)
        {
            run.Send(second < 10 ? second * 0.7 : second - (second % 2 == 0 ? 3 : 3.6));
            Advance(camera, TimeSpan.FromSeconds(1));
        }

        Assert.True(_reader.Last.Options.KeyFramesOnly);
    }

    [Fact]
    public void A_camera_that_is_late_for_a_moment_is_read_on()
    {
        var camera = StartCamera();
        _reader.Last.Send(0);
        Advance(camera, TimeSpan.FromSeconds(4));
        _reader.Last.Send(0.5);
        Advance(camera, TimeSpan.FromSeconds(3));
        _reader.Last.Send(6.9);
        Advance(camera, TimeSpan.FromSeconds(3));
        _reader.Last.Send(7);
        Advance(camera, TimeSpan.FromSeconds(1));

        Assert.Equal(CameraState.Streaming, StatusOf(camera).State);
        Assert.Equal(1, _reader.Count);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.84)]
    [InlineData(1.3)]
    public void A_camera_whose_clock_runs_at_another_pace_is_no_slow_decoder_while_all_that_arrives_is_read(double speed)
    {
        var camera = StartCamera();
        _reader.Last.HasUnread = false;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(3); passed += Step)
        {
            _reader.Last.Send(1000 + speed * passed.TotalSeconds);
            Advance(camera, Step);
            Assert.InRange(StatusOf(camera).Lag!.Value.TotalSeconds, 0, 0.3);
        }

        Assert.Equal(1, _reader.Count);
        var (from, to) = (Seen()[100], Seen()[^1]);
        Assert.InRange((to.Second - from.Second) / (0.25 * (Seen().Length - 101)), 0.99, 1.01);
        Assert.Equal(from.Epoch, to.Epoch);
    }

    [Fact]
    public void A_slow_decoder_is_noticed_as_soon_where_what_it_has_not_read_is_seen()
    {
        var camera = StartCamera();
        _reader.Last.HasUnread = true;

        Assert.InRange(UntilReopened(camera, speed: 0.5).TotalSeconds, 10, 11);
        Assert.True(_reader.Last.Options.KeyFramesOnly);
    }

    [Fact]
    public void A_stream_that_sends_and_shows_no_picture_yet_is_waited_for_up_to_the_limit_of_key_frames()
    {
        var camera = StartCamera();
        var run = _reader.Last;
        run.Works = true;
        Assert.InRange(Until(camera, () => run.Killed).TotalSeconds, 60, 60.5);

        Until(camera, () => _reader.Count == 2);
        (run = _reader.Last).Works = true;
        Advance(camera, TimeSpan.FromSeconds(30));
        run.Works = false;
        Assert.InRange(Until(camera, () => run.Killed).TotalSeconds, 4.75, 5.25);
    }

    [Fact]
    public void A_stream_that_has_shown_a_picture_stalls_although_it_sends()
    {
        var camera = StartCamera();
        var run = _reader.Last;
        run.Works = true;
        Advance(camera, TimeSpan.FromSeconds(30));
        run.Send(0);

        Assert.InRange(Until(camera, () => run.Killed).TotalSeconds, 5, 5.25);
    }

    /// <summary>Sends what a decoder of that speed would, 1 that of the camera, until its source is opened again.</summary>
    private TimeSpan UntilReopened(IActorRef camera, double speed)
    {
        var (runs, run, passed) = (_reader.Count, _reader.Last, TimeSpan.Zero);
        for (; _reader.Count == runs; passed += Step)
        {
            Assert.True(passed < TimeSpan.FromMinutes(15), "It was not opened again.");
            run.Send(1000 + speed * passed.TotalSeconds);
            Advance(camera, Step);
        }

        return passed;
    }
}
