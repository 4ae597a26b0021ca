using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>A real camera actor over a real ffmpeg, with a pipeline that notes each frame and lets it go.</summary>
sealed class CameraRig : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("rig", "akka.loglevel = WARNING");
    private readonly string _folder = Directory.CreateTempSubdirectory("rig").FullName;
    private readonly ConcurrentQueue<Seen> _frames = new();
    private readonly ConcurrentQueue<CameraStatus> _statuses = new();
    private readonly TaskCompletionSource<CameraProtocol.Stopped> _stopped = new();

    /// <param name="source">URL or path.</param>
    /// <param name="options">How it is read; the decoder gets a name of its own, so that a test finds its own child.</param>
    public CameraRig(string source, IngestOptions? options = null)
    {
        Assert.SkipUnless(FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        DecoderPath = Path.Combine(_folder, "ffmpeg");
        File.CreateSymbolicLink(DecoderPath, FfmpegPath!);
        var spec = IngestHosting.Cameras([source], (options ?? new IngestOptions { Motion = false }) with { FfmpegPath = DecoderPath })[0];
        var materializer = _system.Materializer();
        _system.ActorOf(Props.Create(() => new Listener(this)));
        Camera = _system.ActorOf(IngestHosting.CameraProps(
            spec,
            (_, frames) => frames.RunForeach(
                frame =>
                {
                    _frames.Enqueue(new(frame.Epoch.Value, frame.MediaTime, frame.Width, frame.Height, frame.At, DateTimeOffset.UtcNow));
                    frame.Dispose();
                },
                materializer),
            () => TimeSpan.Zero,
            TimeProvider.System,
            NullLoggerFactory.Instance));
    }

    public static string? FfmpegPath { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "ffmpeg")).FirstOrDefault(File.Exists);

    public IActorRef Camera { get; }

    public string DecoderPath { get; }

    public Seen[] Frames => [.. _frames];

    public CameraStatus[] Statuses => [.. _statuses];

    public Task<CameraProtocol.Stopped> Stopped => _stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public Task<CameraStatus> StatusAsync() =>
        Camera.Ask<CameraStatus>(new CameraProtocol.GetCamera(new CameraId("")), TimeSpan.FromSeconds(5));

    /// <summary>Waits for another frame and says how long that took.</summary>
    public async Task<TimeSpan> NextFrameAsync(double atMostSeconds)
    {
        var count = _frames.Count;
        var watch = Stopwatch.StartNew();
        await UntilAsync(() => _frames.Count > count, atMostSeconds, "no frame came");
        return watch.Elapsed;
    }

    public async Task UntilAsync(Func<bool> condition, double atMostSeconds, string otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(
                watch.Elapsed.TotalSeconds < atMostSeconds,
                $"Within {atMostSeconds} s {otherwise}; the camera went "
                    + $"{string.Join(" → ", _statuses.Select(s => $"{s.State} ({s.Reason})"))}.");
            await Task.Delay(20);
        }
    }

    /// <summary>The process ids of this rig's decoders, zombies included.</summary>
    public int[] Decoders() => DecodersOf(DecoderPath);

    /// <summary>The process ids of the decoders of that name, zombies included.</summary>
    public static int[] DecodersOf(string path) =>
        [.. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit) && Read($"/proc/{name}/cmdline").StartsWith(path, StringComparison.Ordinal))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture))];

    /// <summary>What anyone on the machine can see of the decoder.</summary>
    public string CommandLine() => Read($"/proc/{Decoders()[0]}/cmdline").Replace('\0', ' ');

    public void KillDecoder()
    {
        foreach (var id in Decoders())
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // the process has ended meanwhile
        }
    }

    /// <summary>A frame as the pipeline got it.</summary>
    public sealed record Seen(int Epoch, TimeSpan MediaTime, int Width, int Height, DateTimeOffset At, DateTimeOffset Came);

    private sealed class Listener : ReceiveActor
    {
        public Listener(CameraRig rig)
        {
            Context.System.EventStream.Subscribe(Self, typeof(CameraStatus));
            Context.System.EventStream.Subscribe(Self, typeof(CameraProtocol.Stopped));
            Receive<CameraStatus>(rig._statuses.Enqueue);
            Receive<CameraProtocol.Stopped>(stopped => rig._stopped.TrySetResult(stopped));
        }
    }
}
