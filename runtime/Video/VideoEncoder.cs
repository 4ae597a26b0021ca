using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Microsoft.Extensions.Logging;

namespace Analytics.Runtime.Video;

/// <summary>
/// A child ffmpeg that makes an H.264 video of raw pictures (<c>I420</c>, one size, one rate), fed by its own thread through a short
/// queue. When it fails (full disk, no encoder, hung) the video is given up with one line in the log; nobody else notices.
/// </summary>
internal sealed class VideoEncoder : IAsyncDisposable
{
    private const int QueueLength = 4;
    private const long Encoding = 16L << 30; // x264 with 60 threads maps 8.1 GB for 4K; its pictures are ours
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Finalisation = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<(byte[] Picture, int Count)> _queue = new(QueueLength);
    private readonly ConcurrentQueue<byte[]> _free = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly string _path;
    private readonly string _camera;
    private readonly int _length;
    private readonly ILogger _logger;
    private readonly Process? _ffmpeg;
    private readonly Task _feeding = Task.CompletedTask;
    private volatile bool _failed;

    /// <summary>Starts a video of <paramref name="width"/> × <paramref name="height"/> pixels (both even) in <paramref name="path"/>.</summary>
    public VideoEncoder(string ffmpeg, string path, string camera, int width, int height, double fps, ILogger logger)
    {
        _path = path;
        _camera = camera;
        _length = width * height * 3 / 2;
        _logger = logger;
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{width}x{height}", "-r", fps.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0",
            "-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p",
            "-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m",
            "-movflags", "+faststart", "-f", "mp4", path,
        ];
        try
        {
            _ffmpeg = ChildProcess.Start(new ChildCommand(ProgramPath.Find(ffmpeg, "Install ffmpeg, or write its full path into Ingest:FfmpegPath."), arguments)
            {
                MemoryBytes = Encoding,
            });
        }
        catch (FailureException exception)
        {
            GiveUp(exception.Message);
            return;
        }

        _ffmpeg.ErrorDataReceived += (_, line) => Remember(line.Data);
        _ffmpeg.BeginErrorReadLine();
        _feeding = Task.Factory.StartNew(Feed, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether the video was given up.</summary>
    public bool Failed => _failed;

    /// <summary>A buffer for one picture.</summary>
    public byte[] Rent() => _free.TryDequeue(out var picture) ? picture : GC.AllocateUninitializedArray<byte>(_length);

    /// <summary>Takes <paramref name="picture"/> over and writes it <paramref name="count"/> times; waits while the encoder is behind.</summary>
    public void Write(byte[] picture, int count)
    {
        if (_failed || count == 0)
        {
            _free.Enqueue(picture);
            return;
        }

        if (!_queue.TryAdd((picture, count), Patience))
        {
            GiveUp($"ffmpeg has taken no picture for {Patience.TotalSeconds:0} s");
            _ffmpeg?.Kill();
        }
    }

    /// <summary>Closes the video and waits for ffmpeg to write its index.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _feeding;
        if (_ffmpeg is not null)
        {
            using var timeout = new CancellationTokenSource(Finalisation);
            try
            {
                await _ffmpeg.WaitForExitAsync(timeout.Token);
                if (_ffmpeg.ExitCode != 0)
                {
                    GiveUp($"ffmpeg ended with exit code {_ffmpeg.ExitCode}");
                }
            }
            catch (OperationCanceledException)
            {
                _ffmpeg.Kill();
                GiveUp($"ffmpeg did not end within {Finalisation.TotalSeconds:0} s");
            }

            _ffmpeg.Dispose();
        }

        _queue.Dispose();
    }

    private void Feed()
    {
        var input = _ffmpeg!.StandardInput.BaseStream;
        try
        {
            foreach (var (picture, count) in _queue.GetConsumingEnumerable())
            {
                for (var i = 0; i < count && !_failed; i++)
                {
                    input.Write(picture, 0, _length);
                }

                AnnotateTelemetry.Frames.Add(count, KeyValuePair.Create<string, object?>("camera", _camera));
                _free.Enqueue(picture);
            }

            input.Close();
        }
        catch (IOException exception)
        {
            // Its last words are on their way while its pipe is already closed: once it has ended, all of them are waited for.
            if (_ffmpeg.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _ffmpeg.WaitForExit();
            }

            GiveUp(exception.Message);
        }
    }

    private void GiveUp(string what)
    {
        if (Interlocked.Exchange(ref _failed, true))
        {
            return;
        }

        AnnotateTelemetry.Failures.Add(1, KeyValuePair.Create<string, object?>("camera", _camera));
        _logger.LogError(
            "The annotated video {Path} is given up, the analysis goes on: {Problem}. Free space on the disk and an ffmpeg with libx264 are needed.",
            _path, _said.IsEmpty ? what : string.Join("; ", _said));
    }

    private void Remember(string? line)
    {
        if (line is not null && _said.Count < 4)
        {
            _said.Enqueue(line.Trim());
        }
    }
}
