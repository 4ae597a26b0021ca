using System.Net;
using System.Net.Sockets;
using Analytics.Ingest;
using Analytics.Ingest.Ffmpeg;
using Analytics.Runtime.Frames;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>Streams are opened a few at a time, with a real ffmpeg.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class OpeningSpec : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly Turnstile _opening = new(1);
    private readonly FakeTimeProvider _time = new();
    private readonly SyntheticVisit _visit;
    private readonly FfmpegFrameReader _reader;
    private readonly TcpListener _mute = new(IPAddress.Loopback, 0);

    public OpeningSpec(SyntheticVisit visit)
    {
        _visit = visit;
        _reader = new FfmpegFrameReader(NullLogger<FfmpegFrameReader>.Instance, _opening, _time);
        _mute.Start();
    }

    public void Dispose() => _mute.Dispose();

    [Fact]
    public void A_camera_that_does_not_answer_keeps_others_waiting_for_two_seconds()
    {
        Sink first = new(), second = new();
        var isGivenBack = false;
        using var one = _reader.Start(Camera(MuteUrl), first);
        Assert.False(_opening.TryEnter(() => isGivenBack = true));
        using var two = _reader.Start(Camera(MuteUrl), second);
        Assert.True(SpinWait.SpinUntil(() => !first.IsHeld, Timeout));

        _time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.False(isGivenBack);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(isGivenBack);
        Assert.True(second.IsHeld);
        _opening.Leave();
        Assert.True(SpinWait.SpinUntil(() => !second.IsHeld, Timeout));
        Assert.False(first.IsHeld);
        Assert.False(first.Ended.IsCompleted);
    }

    [Fact]
    public async Task Who_is_given_up_while_it_waits_ends_when_its_turn_comes_and_passes_it_on()
    {
        Sink first = new(), second = new();
        Assert.True(_opening.TryEnter(() => { }));
        var one = _reader.Start(Camera(MuteUrl), first);
        using var two = _reader.Start(Camera(MuteUrl), second);
        one.Dispose();
        Assert.True(first.IsHeld && second.IsHeld);

        _opening.Leave();

        Assert.Equal(FfmpegVerdict.Killed, await first.Ended.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.True(SpinWait.SpinUntil(() => !second.IsHeld, Timeout));
    }

    [Fact]
    public void A_decoder_gives_its_turn_back_with_its_first_picture_and_lets_the_models_go_first()
    {
        Assert.SkipUnless(CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        using var server = RtspServer.Start(new Dictionary<string, string> { ["lobby"] = _visit.Clip });
        Sink sink = new();
        var own = Path.Combine(Path.GetTempPath(), $"analytics-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(own, CameraRig.FfmpegPath!);
        using var run = _reader.Start(Camera(server.Url("lobby"), own), sink);
        Assert.True(SpinWait.SpinUntil(() => sink.Frames > 0, Timeout));
        File.Delete(own);

        Assert.True(_opening.TryEnter(() => { }));
        var decoder = Assert.Single(CameraRig.DecodersOf(own));
        Assert.True(SpinWait.SpinUntil(() => NiceOf(decoder) is { Length: > 0 } nice && nice.All(value => value == "10"), Timeout));
    }

    private string MuteUrl => $"rtsp://127.0.0.1:{((IPEndPoint)_mute.LocalEndpoint).Port}/x";

    private static CameraSpec Camera(string url, string? ffmpeg = null) =>
        IngestHosting.Cameras([url], ffmpeg is null ? new() : new IngestOptions { FfmpegPath = ffmpeg })[0];

    [Fact]
    public async Task What_nobody_thought_of_ends_the_run_and_not_the_process()
    {
        var sink = new Sink { Fails = true };
        var picture = Path.Combine(Path.GetTempPath(), $"analytics-{Guid.NewGuid():N}.png");
        using (var mat = new OpenCvSharp.Mat(32, 32, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.All(90)))
        {
            Assert.True(mat.SaveImage(picture));
        }

        using var run = _reader.Start(Camera(picture), sink);

        var end = await sink.Ended.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        Assert.Equal((true, "beyond the calendar"), (end.Failed, end.Reason));
        File.Delete(picture);
    }

    private static string[] NiceOf(int process) =>
        [.. Directory.EnumerateDirectories($"/proc/{process}/task")
            .Select(thread => File.ReadAllText(Path.Combine(thread, "stat")).Split(')')[^1].Split(' ')[17])]; // nice, proc(5)

    private sealed class Sink : IFrameSink
    {
        private readonly FramePool _pool = new();
        private readonly TaskCompletionSource<RunEnd> _ended = new();
        private volatile bool _held;
        private int _frames;

        public bool IsHeld => _held;

        public bool Fails { get; init; }

        public int Frames => Volatile.Read(ref _frames);

        public Task<RunEnd> Ended => _ended.Task;

        public Frame Rent(int width, int height) => _pool.Rent(width, height);

        public bool Deliver(Frame frame, TimeSpan? mediaTime)
        {
            frame.Dispose();
            Interlocked.Increment(ref _frames);
            return Fails ? throw new OverflowException("beyond the calendar") : true;
        }

        public void Hold(bool isHeld) => _held = isHeld;

        public void Reads(IInputGauge input)
        {
        }

        public void End(RunEnd end) => _ended.SetResult(end);
    }
}
