using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>
/// Embeds what the schedule picks of a camera's frames and publishes it, with the ends of tracks and the progress of the camera's
/// clock, in the order of the frames.
/// </summary>
/// <param name="camera">The camera.</param>
/// <param name="embedder">Makes templates.</param>
/// <param name="schedule">Picks the crops of this camera.</param>
/// <param name="bus">Takes the events.</param>
public sealed class FaceObserver(
    CameraId camera, SharedEmbedder embedder, EmbeddingSchedule schedule, IEventPublisher bus)
    : IAsyncDisposable
{
    // Where nobody is seen, an episode is closed up to this much late; each word costs the heap an event.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private readonly List<int> _chosen = [];
    private readonly List<Mat> _aligned = [];
    private readonly FaceCrop _crop = new();
    private DateTimeOffset _progressed = DateTimeOffset.MinValue;
    private Task _publishing = Task.CompletedTask;

    /// <summary>Publishes what follows from the frame; of most frames nothing does.</summary>
    public ValueTask ObserveAsync(Frame frame)
    {
        schedule.Select(frame, _chosen);
        var progressed = (frame.At - _progressed).Duration() >= ProgressInterval;
        if (_chosen.Count == 0 && frame.EndedTracks.Count == 0 && !progressed)
        {
            return ValueTask.CompletedTask;
        }

        _publishing = PublishAsync(frame, progressed);
        return new(_publishing);
    }

    /// <summary>Publishes the ends of tracks; also called with those that the end of the stream leaves.</summary>
    public async Task EndTracksAsync(IReadOnlyList<EndedTrack> tracks)
    {
        foreach (var track in tracks)
        {
            await bus.PublishAsync(
                new TrackEnded(camera, track.Epoch, track.Track, track.LastMediaTime, track.LastAt), CancellationToken.None);
        }
    }

    /// <summary>Waits for the last frame, whose faces are with the embedder still, although the stream has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _aligned.ForEach(mat => mat.Dispose());
        _crop.Dispose();
    }

    private async Task PublishAsync(Frame frame, bool progressed)
    {
        if (_chosen.Count > 0)
        {
            await PublishFacesAsync(frame);
        }

        await EndTracksAsync(frame.EndedTracks);
        if (progressed)
        {
            _progressed = frame.At;
            await bus.PublishAsync(new CameraProgressed(camera, frame.Epoch, frame.MediaTime, frame.At), CancellationToken.None);
        }
    }

    private async Task PublishFacesAsync(Frame frame)
    {
        using var span = frame.StartSpan(EmbedTelemetry.Source, "embed");
        span?.SetTag("faces", _chosen.Count);
        while (_aligned.Count < _chosen.Count)
        {
            _aligned.Add(new Mat());
        }

        for (var i = 0; i < _chosen.Count; i++)
        {
            embedder.Aligner.Align(frame.Bgr, frame.Tracks[_chosen[i]].Face.Landmarks, _aligned[i]);
        }

        var templates = await embedder.EmbedAsync(_aligned.GetRange(0, _chosen.Count), CancellationToken.None);
        for (var i = 0; i < templates.Count; i++)
        {
            await bus.PublishAsync(Observation(frame, frame.Tracks[_chosen[i]], templates[i]), CancellationToken.None);
        }
    }

    private FaceObserved Observation(Frame frame, in TrackedFace face, Template template) => new(
        IdOf(frame, face.Face.Box), camera, frame.Epoch, face.Track, frame.MediaTime, frame.At, face.StartedMediaTime, face.StartedAt,
        face.Face.Box, face.Quality, template, _crop.Encode(frame.Bgr, face.Face.Box))
    {
        Landmarks = face.Face.Landmarks,
        Trace = frame.Activity?.Context ?? default,
    };

    // Deterministic, so that a reader that gets an observation twice recognises it.
    private static string IdOf(Frame frame, Box box)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{frame.Camera}|{frame.Epoch}|{frame.MediaTime.Ticks}|{box.X:R}|{box.Y:R}|{box.Width:R}|{box.Height:R}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }
}
