using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace Analytics.Runtime.Video;

/// <summary>
/// Writes the analysed frames with boxes, track ids, names and similarity as MP4 (H.264): one video, or with several cameras one
/// each, <c>name.CAMERA.mp4</c>. A video lasts as long as what it shows. Safe to be called for several cameras at once.
/// </summary>
public sealed class AnnotatedVideo : IAsyncDisposable
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<CameraId, Recording> _recordings = new();
    private readonly string _path;
    private readonly double _fps;
    private readonly bool _severalCameras;
    private readonly string _ffmpeg;
    private readonly ILogger _logger;
    private bool _isTorn;

    /// <summary>Prepares to write to <paramref name="path"/>; nothing is written before the first frame.</summary>
    /// <param name="path">The video; its folder is made when it is not there.</param>
    /// <param name="fps">Pictures a second: the analysis rate.</param>
    /// <param name="severalCameras">Whether each camera gets a file of its own.</param>
    /// <param name="ffmpeg">The ffmpeg executable: a path, or a name on the PATH.</param>
    /// <param name="logger">Logs a video that was aborted.</param>
    /// <exception cref="FailureException">The folder cannot be written to.</exception>
    public AnnotatedVideo(string path, double fps, bool severalCameras, string ffmpeg, ILogger logger)
    {
        _path = Path.GetFullPath(path);
        _fps = fps;
        _severalCameras = severalCameras;
        _ffmpeg = ffmpeg;
        _logger = logger;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var trial = new FileStream(
                $"{_path}.{Guid.NewGuid():N}.partial", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"the annotated video cannot be written to '{path}': {exception.Message} Name a file in a folder that can be written to.");
        }
    }

    /// <summary>Where the video of <paramref name="camera"/> goes.</summary>
    public string PathOf(CameraId camera) => PathOf(_path, camera, _severalCameras);

    /// <summary>Where the video of <paramref name="camera"/> goes.</summary>
    /// <param name="path">The name that was asked for.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="severalCameras">Whether each camera gets a file of its own.</param>
    public static string PathOf(string path, CameraId camera, bool severalCameras) => severalCameras
        ? Path.ChangeExtension(path, null) + "."
        + string.Concat(
            camera.Value.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_')) + Path.GetExtension(path)
        : path;

    /// <summary>
    /// Adds <paramref name="frame"/> with its tracks; what <paramref name="labels"/> says of a track decides name and colour. The
    /// frame is only read. Waits while the encoder is behind; does nothing once a video was aborted.
    /// </summary>
    public void Write(Frame frame, Func<TrackId, (string? Name, float Similarity, bool Confirmed)?> labels) =>
        _recordings.GetOrAdd(frame.Camera, camera => new Recording(this, camera)).Write(frame, labels);

    /// <summary>Closes all videos.</summary>
    /// <returns>Whether all of them are whole.</returns>
    public async Task<bool> CompleteAsync()
    {
        foreach (var recording in _recordings.Values)
        {
            await recording.DisposeAsync();
            _isTorn |= recording.Failed;
        }

        _recordings.Clear();
        return !_isTorn;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CompleteAsync();

    private sealed class Recording(AnnotatedVideo owner, CameraId camera) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly FramePacer _pacer = new(owner._fps, LongestGap);
        private readonly Mat _canvas = new();
        private VideoEncoder? _encoder;
        private Size _size;
        private byte[]? _pending;
        private bool _closed;

        public bool Failed => _encoder is { Failed: true };

        public void Write(Frame frame, Func<TrackId, (string? Name, float Similarity, bool Confirmed)?> labels)
        {
            lock (_gate)
            {
                if (_closed || Failed)
                {
                    return;
                }

                if (_encoder is null)
                {
                    _size = new(frame.Width, frame.Height);
                    _encoder = new(owner._ffmpeg, owner.PathOf(camera), camera.Value, frame.Width, frame.Height, owner._fps, owner._logger);
                }

                var repeats = _pacer.Advance(frame.Epoch, frame.MediaTime, frame.At);
                if (_pending is not null)
                {
                    _encoder.Write(_pending, repeats);
                }

                _pending = _encoder.Rent();
                Paint(frame, labels);
                using var i420 = Mat.FromPixelData(_size.Height * 3 / 2, _size.Width, MatType.CV_8UC1, _pending);
                Cv2.CvtColor(_canvas, i420, ColorConversionCodes.BGR2YUV_I420);
            }
        }

        public async ValueTask DisposeAsync()
        {
            lock (_gate)
            {
                _closed = true;
                if (_pending is not null)
                {
                    _encoder?.Write(_pending, 1);
                    _pending = null;
                }
            }

            if (_encoder is not null)
            {
                await _encoder.DisposeAsync();
            }

            _canvas.Dispose();
        }

        private void Paint(Frame frame, Func<TrackId, (string? Name, float Similarity, bool Confirmed)?> labels)
        {
            // A camera that changes its resolution stays in the picture that the video began with.
            var scale = Math.Min((float)_size.Width / frame.Width, (float)_size.Height / frame.Height);
            if (frame.Width == _size.Width && frame.Height == _size.Height)
            {
                frame.Bgr.CopyTo(_canvas);
            }
            else
            {
                _canvas.Create(_size, MatType.CV_8UC3);
                _canvas.SetTo(Scalar.Black);
                using var part = _canvas[
                    new Rect(0, 0, Math.Min(_size.Width, (int)(frame.Width * scale)), Math.Min(_size.Height, (int)(frame.Height * scale)))];
                Cv2.Resize(frame.Bgr, part, part.Size(), 0, 0, InterpolationFlags.Area);
            }

            foreach (var tracked in frame.Tracks)
            {
                var label = labels(tracked.Track);
                var state = label?.Name is null ? NameState.Unknown : label.Value.Confirmed ? NameState.Confirmed : NameState.Early;
                var box = tracked.Face.Box;
                FramePainter.Draw(
                    _canvas, new(box.X * scale, box.Y * scale, box.Width * scale, box.Height * scale),
                    FramePainter.Label(tracked.Track, label?.Name, label?.Similarity ?? 0), state);
            }
        }
    }
}
