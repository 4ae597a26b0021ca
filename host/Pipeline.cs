using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Detect.Quality;
using Analytics.Detect.Tracking;
using Analytics.Embed;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Frames;
using Analytics.Stations;
using Microsoft.Extensions.Logging;

namespace Analytics.Host;

/// <summary>One camera's stream, from its frames to its events on the bus. Lives across the reconnects of the camera.</summary>
/// <param name="options">The rules of each station.</param>
/// <param name="detector">Shared by all cameras.</param>
/// <param name="embedder">Shared by all cameras.</param>
/// <param name="bus">Takes the events.</param>
/// <param name="observers">Look at each analysed frame before it is disposed: the display, the annotated video.</param>
/// <param name="materializer">Runs the streams.</param>
public sealed class Pipeline(
    AnalyticsOptions options, SharedDetector detector, SharedEmbedder embedder, IEventPublisher bus,
    IReadOnlyList<IFrameObserver> observers, IMaterializer materializer)
{
    /// <summary>Lets frames of live cameras in: as many as are looked at at once, and as many on their way to that or from there.</summary>
    public Turnstile Admission { get; } = new(2 * detector.Parallelism);

    /// <summary>Runs until the frames end; then ends what is left of its tracks and, unless it goes on elsewhere, the camera.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="frames">Its frames, gated.</param>
    /// <param name="schedule">Picks what is embedded of this camera.</param>
    /// <param name="goesOn">Whether another node takes the camera over; asked when the frames have ended.</param>
    public async Task RunAsync(CameraSpec camera, Source<Frame, NotUsed> frames, EmbeddingSchedule schedule, Func<bool>? goesOn = null)
    {
        var tracker = new FaceTracker(options.Track, new FaceQualityMeter());
        await using var observer = new FaceObserver(camera.Id, embedder, schedule, bus);

        await frames
            .Via(DetectFlow.Create(detector, parallelism: camera.NewestWins ? 1 : options.Detect.FramesInFlight))
            .Via(TrackFlow.Create(tracker))
            .Via(EmbedFlow.Create(observer))
            .RunForeach(Finish, materializer);

        List<EndedTrack> left = [];
        tracker.Flush(left);
        await observer.EndTracksAsync(left);
        if (goesOn?.Invoke() != true)
        {
            await bus.PublishAsync(new CameraEnded(camera.Id), CancellationToken.None);
        }
    }

    /// <summary>The actor of a camera, with this pipeline behind it.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="schedule">Picks what is embedded of this camera.</param>
    /// <param name="loggers">Take what the camera reports.</param>
    /// <param name="goesOn">Whether another node takes the camera over; asked when the frames have ended.</param>
    public Props CameraProps(CameraSpec camera, EmbeddingSchedule schedule, ILoggerFactory loggers, Func<bool>? goesOn = null) =>
        IngestHosting.CameraProps(
            camera, (spec, frames) => RunAsync(spec, frames, schedule, goesOn), () =>
                schedule.LookInterval, TimeProvider.System, loggers, Admission);

    private void Finish(Frame frame)
    {
        try
        {
            for (var i = 0; i < observers.Count; i++) // an enumerator of the interface would be garbage
            {
                observers[i].Observe(frame);
            }
        }
        finally
        {
            frame.Dispose();
        }
    }
}
