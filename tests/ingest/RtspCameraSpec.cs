using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Analytics.Contracts;
using Analytics.Ingest;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>Cameras over a real RTSP server, which is killed, and over one that says nothing.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class RtspCameraSpec(SyntheticVisit visit)
{
    private const int FrameBytes = 1280 * 720 * 3 / 2;
    private static readonly IngestOptions Basic = new() { Motion = false, BasicFor = ["127.0.0.1"] }; // GStreamer's knows no digest

    private Dictionary<string, string> Clips => new() { ["lobby"] = visit.Clip };

    [Theory]
    [InlineData(RtspTransport.Tcp)]
    [InlineData(RtspTransport.Udp)]
    public async Task A_stream_shows_its_first_picture_at_once_and_comes_at_the_analysis_rate(RtspTransport transport)
    {
        using var server = StartServer();
        await using var rig = new CameraRig(server.Url("lobby"), new IngestOptions { RtspTransport = transport, Motion = false });

        var first = await rig.NextFrameAsync(5);
        var length = TimeSpan.FromSeconds(3);
        await rig.UntilAsync(() => rig.Frames[^1].MediaTime - rig.Frames[0].MediaTime > length, 5, "it does not go on");

        Assert.InRange(first.TotalSeconds, 0, 2);
        Assert.InRange(rig.Frames.Count(frame => frame.MediaTime - rig.Frames[0].MediaTime <= length), 15, 22);
        Assert.InRange(rig.Frames[0].MediaTime.TotalSeconds, -0.1, 0.5);
        Assert.All(rig.Frames.Zip(rig.Frames[1..]), pair => Assert.True(pair.First.MediaTime < pair.Second.MediaTime));
        Assert.Equal(CameraState.Streaming, (await rig.StatusAsync()).State);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.3)]
    public async Task Pictures_of_a_camera_whose_clock_runs_at_another_pace_have_the_time_of_their_arrival(double speed)
    {
        var folder = Directory.CreateTempSubdirectory("speed");
        try
        {
            var clip = Path.Combine(folder.FullName, "clip.mp4");
            FileCameraSpec.Encode("testsrc=size=320x240:rate=25:duration=4", clip);
            using var server = RtspServer.Start(
                new Dictionary<string, string> { ["gate"] = clip }, "--transcode", "--speed", speed.ToString(CultureInfo.InvariantCulture));
            await using var rig = new CameraRig(server.Url("gate"), new IngestOptions
            {
                Motion = false,
                LagLimit = TimeSpan.Zero,
                StallTimeout = TimeSpan.FromSeconds(30), // the machine may have other work to do
            });

            await rig.UntilAsync(
                () => rig.Frames is { Length: > 0 } seen && seen[^1].Came - seen[0].Came > TimeSpan.FromSeconds(16), 45, "no more came");

            var frames = rig.Frames;
            Assert.All(frames, frame => Assert.Equal(1, frame.Epoch));
            var last = frames.Where(frame => frame.Came - frames[0].Came > TimeSpan.FromSeconds(9)).ToList();
            Assert.InRange(last.Min(frame => frame.Came - frame.At).TotalSeconds, 0, 1);
            Assert.InRange((last[^1].MediaTime - last[0].MediaTime) / (last[^1].At - last[0].At), 0.8, 1.2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_server_that_returns_after_a_long_absence_is_streamed_from_within_two_seconds()
    {
        using var server = StartServer();
        await using var rig = new CameraRig(server.Url("lobby"));
        await rig.NextFrameAsync(5);

        server.Kill();
        await rig.UntilAsync(() => rig.Statuses[^1].State == CameraState.BackingOff, 6, "the loss was not noticed");
        await Task.Delay(7000);
        server.Restart();
        var back = await rig.NextFrameAsync(5);

        Assert.InRange(back.TotalSeconds, 0, 2);
        Assert.True(rig.Frames[^1].Epoch >= 2);
    }

    [Fact]
    public async Task A_killed_decoder_is_replaced_within_two_seconds_and_leaves_nothing_behind()
    {
        var times = int.Parse(Environment.GetEnvironmentVariable("ANALYTICS_TEST_KILLS") ?? "20", CultureInfo.InvariantCulture);
        Assert.True(times > 5, "ANALYTICS_TEST_KILLS must exceed 5");
        using var server = StartServer();
        await using var rig = new CameraRig(server.Url("lobby"));
        await rig.NextFrameAsync(5);
        var random = new Random(1);
        var (files, memory) = (0, 0L);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(random.Next(0, 1000));
            rig.KillDecoder();
            var epoch = rig.Frames[^1].Epoch;
            var killed = TimeProvider.System.GetTimestamp();
            await rig.UntilAsync(() => rig.Frames[^1].Epoch > epoch, 5, "no frame came");
            var back = TimeProvider.System.GetElapsedTime(killed);
            slowest = back > slowest ? back : slowest;
            (files, memory) = i == 4 ? (OpenFiles(), Memory()) : (files, memory);
        }

        Assert.InRange(slowest.TotalSeconds, 0, 2);
        Assert.InRange(OpenFiles(), 0, files + 10); // other tests run at the same time; a leak is three a run
        Assert.InRange(Memory(), 0, memory + (8 << 20) + (times - 5) * FrameBytes / 10); // one leaked frame a run would be 20 MB or more
        Assert.Single(rig.Decoders());
    }

    [Fact]
    public async Task A_server_that_accepts_and_sends_nothing_is_stalled_within_five_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var rig = new CameraRig($"rtsp://127.0.0.1:{port}/x");

        await rig.UntilAsync(() => rig.Statuses.Any(status => status.State == CameraState.Stalled), 5.75, "it was not stalled");
        await rig.UntilAsync(() => rig.Statuses[^1].State == CameraState.Connecting, 3, "it was not tried again");
        silent.Stop();
    }

    [Fact]
    public async Task Credentials_reach_the_server_and_nobody_else()
    {
        const string password = "hunter22/#@:%'";
        using var server = RtspServer.Start(Clips, "--user", "admin", "--password", password);
        await using var right = new CameraRig(server.Url("lobby", $"admin:{Uri.EscapeDataString(password)}@"), Basic);
        await right.NextFrameAsync(5);

        var commandLine = right.CommandLine();
        Assert.Contains("pipe:0", commandLine, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", commandLine, StringComparison.Ordinal);
        Assert.All(right.Statuses, status => Assert.DoesNotContain("hunter22", status.ToString(), StringComparison.Ordinal));

        await using var wrong = new CameraRig(server.Url("lobby", "admin:sesame99@"), Basic);
        await wrong.UntilAsync(() => wrong.Statuses.Any(status => status.State == CameraState.BackingOff), 5, "it was let in");
        Assert.Contains(wrong.Statuses, status => status.Reason.Contains("401 Unauthorized", StringComparison.Ordinal));
        Assert.All(wrong.Statuses, status => Assert.DoesNotContain("sesame99", status.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unreachable_host_is_tried_again_and_says_why()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var rig = new CameraRig($"rtsp://127.0.0.1:{port}/x");

        await rig.UntilAsync(() => rig.Statuses.Count(status => status.State == CameraState.Connecting) >= 3, 8, "it was given up");

        Assert.Contains(rig.Statuses, status => status.Reason.Contains("Connection refused", StringComparison.Ordinal));
    }

    private RtspServer StartServer() => RtspServer.Start(Clips);

    /// <summary>The memory of this process that is in use, managed and native, once what is garbage has gone.</summary>
    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;
}
