using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>The life of a camera in virtual time: a scripted reader, a fake clock, a test scheduler.</summary>
public sealed partial class CameraActorSpec : Akka.Hosting.TestKit.TestKit
{
    [Fact]
    public void A_camera_streams_once_its_first_frame_has_come()
    {
        var camera = StartCamera();
        Assert.Equal(CameraState.Connecting, StatusOf(camera).State);

        _reader.Last.Send(0, 64, 48);

        var status = StatusOf(camera);
        Assert.Equal((CameraState.Streaming, 64, 48, 1), (status.State, status.Width, status.Height, status.Epoch.Value));
        AwaitAssert(() => Assert.Single(Seen()));
    }

    [Fact]
    public void A_lost_stream_is_reopened_with_growing_delay()
    {
        var camera = StartCamera();
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var runs = _reader.Count;
            _reader.Last.End("Connection refused");
            waits.Add(Until(camera, () => _reader.Count > runs).TotalSeconds);
        }

        Assert.InRange(waits[0], 0.5, 1);
        Assert.InRange(waits[3], 3, 5.25);
        Assert.All(waits.Skip(6), wait => Assert.InRange(wait, 22, 30.25));
        Assert.Equal(9, StatusOf(camera).ReconnectsLastHour);
    }

    [Fact]
    public void After_a_sound_stream_the_delay_starts_again_at_the_shortest()
    {
        var camera = StartCamera();
        FailTimes(camera, 5);
        for (var second = 0.0; second < 2; second += 0.25)
        {
            _reader.Last.Send(second);
            Advance(camera, Step);
        }

        var runs = _reader.Count;
        _reader.Last.End("the decoder was killed by signal 9");

        Assert.InRange(Until(camera, () => _reader.Count > runs).TotalSeconds, 0.25, 1);
    }

    [Fact]
    public void A_stream_that_shows_a_picture_now_and_then_does_not_make_the_delay_grow()
    {
        var camera = StartCamera();
        for (var i = 0; i < 6; i++)
        {
            var runs = _reader.Count;
            _reader.Last.Send(0);
            _reader.Last.End("the stream ended");
            Assert.InRange(Until(camera, () => _reader.Count > runs).TotalSeconds, 0.25, 1);
        }
    }

    [Fact]
    public void A_source_that_waits_to_be_opened_is_not_silent()
    {
        var camera = StartCamera();
        _reader.Last.Hold(true);
        Advance(camera, TimeSpan.FromMinutes(1));
        Assert.Equal(CameraState.Connecting, StatusOf(camera).State);

        _reader.Last.Hold(false);

        Assert.InRange(Until(camera, () => _reader.Last.Killed).TotalSeconds, 5, 5.25);
    }

    [Fact]
    public void A_source_that_sends_nothing_is_stalled_within_five_seconds_killed_and_opened_again()
    {
        var statuses = CreateTestProbe();
        Sys.EventStream.Subscribe(statuses, typeof(CameraStatus));
        var camera = StartCamera();
        var run = _reader.Last;

        var silence = Until(camera, () => run.Killed);

        Assert.InRange(silence.TotalSeconds, 5, 5.25);
        Until(camera, () => _reader.Count == 2);
        Assert.Equal(1, StatusOf(camera).StallsLastHour);
        var states = new[] { CameraState.Connecting, CameraState.Stalled, CameraState.BackingOff, CameraState.Connecting };
        Assert.Equal(states, statuses.ReceiveN(4).Cast<CameraStatus>().Select(status => status.State));
    }

    [Fact]
    public void A_stream_that_stops_sending_is_stalled_and_what_it_sends_too_late_is_not_wanted()
    {
        var camera = StartCamera();
        var run = _reader.Last;
        run.Immortal = true;
        run.Send(0);
        AwaitAssert(() => Assert.Single(Seen()));
        Until(camera, () => run.Killed);

        Assert.False(run.Send(9));

        Until(camera, () => _reader.Count == 2);
        Assert.Single(Seen());
        Assert.Equal(CameraState.Connecting, StatusOf(camera).State);
    }

    [Fact]
    public void When_the_port_opens_again_the_camera_does_not_wait_for_its_turn()
    {
        var camera = StartCamera();
        FailTimes(camera, 8);
        _portIsOpen = false;
        _portChecks = 0;
        _reader.Last.End("Connection refused");
        Advance(camera, TimeSpan.FromSeconds(6));
        var runs = _reader.Count;
        Assert.Equal(CameraState.BackingOff, StatusOf(camera).State);

        _portIsOpen = true;

        Assert.InRange(Until(camera, () => _reader.Count > runs).TotalSeconds, 0, 1);
        Assert.InRange(_portChecks, 8, 20);
    }

    [Fact]
    public void A_port_that_was_open_all_the_time_does_not_shorten_the_wait()
    {
        var camera = StartCamera();
        FailTimes(camera, 8);
        var runs = _reader.Count;
        _reader.Last.End("Server returned 401 Unauthorized");

        Advance(camera, TimeSpan.FromSeconds(20));

        Assert.Equal(runs, _reader.Count);
    }

    [Fact]
    public void Each_run_and_each_jump_of_the_clock_begins_an_epoch()
    {
        var camera = StartCamera();
        _reader.Last.Send(5);
        AwaitAssert(() => Assert.Single(Seen()));
        _reader.Last.Send(2);
        AwaitAssert(() => Assert.Equal(2, Seen().Length));
        _reader.Last.End("the stream ended");
        Until(camera, () => _reader.Count == 2);
        _reader.Last.Send(3);

        AwaitAssert(() => Assert.Equal([1, 2, 3], Seen().Select(seen => seen.Epoch.Value)));
    }

    [Fact]
    public void A_picture_that_comes_too_late_is_dropped_and_counted()
    {
        var camera = StartCamera();
        _reader.Last.Send(1);
        AwaitAssert(() => Assert.Single(Seen()));
        _reader.Last.Send(0.96);
        _reader.Last.Send(1.2);

        AwaitAssert(() => Assert.Equal([(1, 1.0), (1, 1.2)], Seen().Select(seen => (seen.Epoch.Value, seen.Second))));
        Assert.Equal(1, StatusOf(camera).Dropped["late"]);
    }

    [Fact]
    public void A_new_resolution_is_reported()
    {
        var camera = StartCamera();
        _reader.Last.Send(0, 64, 48);
        _reader.Last.Send(0.2, 32, 24);

        var status = StatusOf(camera);
        Assert.Equal((CameraState.Streaming, 32, 24), (status.State, status.Width, status.Height));
    }

    [Theory]
    [InlineData("end of file", false)]
    [InlineData("clip.mp4 ends at 12.3 s of 28.1 s: the file is truncated", true)]
    public void A_file_that_ends_stops_its_camera_once_its_frames_are_through(string reason, bool failed)
    {
        using var gate = new SemaphoreSlim(0);
        StartCamera(_file, beforeEach: gate.Wait);
        _reader.Last.Send(0);
        _reader.Last.Send(0.2);
        _reader.Last.End(reason, failed);
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));

        gate.Release(2);

        var stopped = ExpectMsg<CameraProtocol.Stopped>();
        Assert.Equal((reason, failed), (stopped.Reason, stopped.Failed));
        Assert.Equal(2, Seen().Length);
        Assert.Equal(1, _reader.Count);
    }

    [Fact]
    public async Task A_file_that_waits_for_a_slow_pipeline_is_not_stalled()
    {
        using var gate = new SemaphoreSlim(0);
        var camera = StartCamera(_file, beforeEach: gate.Wait);
        var sending = Task.Run(() =>
        {
            for (var i = 0; i < 6; i++)
            {
                _reader.Last.Send(i);
            }
        });
        await AwaitAssertAsync(() => Assert.True(StatusOf(camera).Received >= 3));

        Advance(camera, TimeSpan.FromMinutes(5));

        Assert.Equal((CameraState.Streaming, 0), (StatusOf(camera).State, StatusOf(camera).StallsLastHour));
        gate.Release(6);
        await sending;
    }

    [Fact]
    public void A_stopped_camera_kills_its_decoder_drains_and_reports_it()
    {
        var camera = StartCamera();
        _reader.Last.Send(0);

        camera.Tell(new CameraProtocol.Stop(new CameraId("host-live")), TestActor);

        var stopped = ExpectMsg<CameraProtocol.Stopped>();
        Assert.Equal(("stop requested", false), (stopped.Reason, stopped.Failed));
        Assert.True(_reader.Last.Killed);
        Advance(camera, TimeSpan.FromMinutes(1));
        Assert.Equal((CameraState.Stopped, 1), (StatusOf(camera).State, _reader.Count));
    }

    [Fact]
    public void A_pipeline_that_fails_stops_its_camera_with_the_cause()
    {
        StartCamera(beforeEach: () => throw new InvalidOperationException("the model is gone"));
        _reader.Last.Send(0);

        var stopped = ExpectMsg<CameraProtocol.Stopped>();

        Assert.True(stopped.Failed);
        Assert.Contains("the model is gone", stopped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_log_line_and_no_status_holds_the_password()
    {
        var statuses = CreateTestProbe();
        Sys.EventStream.Subscribe(statuses, typeof(CameraStatus));
        var logs = CreateTestProbe();
        Sys.EventStream.Subscribe(logs, typeof(Akka.Event.LogEvent));
        var camera = StartCamera("rtsp://admin:hunter22@host/live");
        FailTimes(camera, 2);

        var said = statuses.ReceiveN(5).Concat(logs.ReceiveWhile(TimeSpan.FromSeconds(1), message => message, msgs: 5))
            .Select(message => message.ToString()!).ToArray();

        Assert.Contains(said, text => text.Contains("rtsp://***@host/live", StringComparison.Ordinal));
        Assert.DoesNotContain(
            said, text => text.Contains("hunter22", StringComparison.Ordinal) || text.Contains("admin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_still_scene_is_counted_as_still_and_looked_at_again_after_two_seconds()
    {
        var camera = StartCamera(still: true);
        for (var i = 0; i < 13; i++)
        {
            _reader.Last.Send(i * 0.2);
            _time.Advance(TimeSpan.FromSeconds(0.2));
            AwaitAssert(() => Assert.Equal(i + 1, Seen().Length + StatusOf(camera).Dropped["still"]));
        }

        Assert.Equal([0, 2], Seen().Select(seen => seen.Second));
    }
}
