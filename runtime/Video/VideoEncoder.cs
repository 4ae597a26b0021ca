using System.Collections.Concurrent;
using Analytics.Contracts;
using Microsoft.Extensions.Logging;

namespace Analytics.Runtime.Video;

/// <summary>
/// An H.264 video of raw pictures (<c>I420</c>, one size, one rate), written by a thread of its own through a short queue. When it fails
/// (full disk, no encoder, hung) the video is aborted with one line in the log; nothing else is affected.
/// </summary>
internal sealed class VideoEncoder : IAsyncDisposable
{
    private const int QueueLength = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Finalisation = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<(byte[] Picture, int Count)> _queue = new(QueueLength);
    private readonly ConcurrentQueue<byte[]> _free = new();
    private readonly string _path;
    private readonly string _camera;
    private readonly int _length;
    private readonly ILogger _logger;
    private readonly Mp4Writer? _video;
    private readonly Task _feeding = Task.CompletedTask;
    private volatile bool _failed;

    /// <summary>
    /// Starts a video of <paramref name="width"/> × <paramref name="height"/> pixels (both even) in <paramref name="path"/>.
    /// </summary>
    public VideoEncoder(string ffmpeg, string path, string camera, int width, int height, double fps, ILogger logger)
    {
        _path = path;
        _camera = camera;
        _length = width * height * 3 / 2;
        _logger = logger;
        try
        {
            _video = new(ffmpeg, path, new("yuv420p", width, height, fps));
        }
        catch (FailureException exception)
        {
            Fail(exception.Message);
            return;
        }

        _feeding = Task.Factory.StartNew(
            () => Feed(_video), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether the video was aborted.</summary>
    public bool Failed => _failed;

    /// <summary>A buffer for one picture.</summary>
    public byte[] Rent() => _free.TryDequeue(out var picture) ? picture : GC.AllocateUninitializedArray<byte>(_length);

    /// <summary>
    /// Takes <paramref name="picture"/> over and writes it <paramref name="count"/> times; waits while the encoder is behind.
    /// </summary>
    public void Write(byte[] picture, int count)
    {
        if (_failed || count == 0)
        {
            _free.Enqueue(picture);
            return;
        }

        if (!_queue.TryAdd((picture, count), Timeout))
        {
            Fail($"ffmpeg has taken no picture for {Timeout.TotalSeconds:0} s.");
            _video?.Kill();
        }
    }

    /// <summary>Closes the video and waits for ffmpeg to write its index.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _feeding;
        _video?.Dispose();
        _queue.Dispose();
    }

    private void Feed(Mp4Writer video)
    {
        try
        {
            foreach (var (picture, count) in _queue.GetConsumingEnumerable())
            {
                for (var i = 0; i < count && !_failed; i++)
                {
                    video.Add(picture.AsSpan(0, _length));
                }

                AnnotateTelemetry.Frames.Add(count, KeyValuePair.Create<string, object?>("camera", _camera));
                _free.Enqueue(picture);
            }

            video.Finish(Finalisation);
        }
        catch (FailureException exception)
        {
            Fail(exception.Message);
        }
    }

    private void Fail(string problem)
    {
        if (!Interlocked.Exchange(ref _failed, true))
        {
            AnnotateTelemetry.Failures.Add(1, KeyValuePair.Create<string, object?>("camera", _camera));
            _logger.LogError("The annotated video {Path} was aborted; the analysis continues: {Problem}", _path, problem);
        }
    }
}
