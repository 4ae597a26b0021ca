using Akka.Actor;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Ingest;

namespace Analytics.Site;

/// <summary>
/// The cameras of this process: one child each. Asks them how they are, once a second, and ends when the last one has.
/// </summary>
public sealed class CameraRegion : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<CameraId, IActorRef> _cameras = [];
    private readonly CameraWatch _watch;

    /// <summary>Starts a child for each camera.</summary>
    public CameraRegion(IReadOnlyList<CameraSpec> cameras, Func<CameraSpec, Props> props, CameraWatch watch)
    {
        _watch = watch;
        foreach (var camera in cameras)
        {
            _cameras.Add(camera.Id, Context.ActorOf(props(camera), $"camera-{camera.Id}"));
        }

        Receive<Poll>(_ =>
        {
            foreach (var (id, camera) in _cameras)
            {
                camera.Tell(new CameraProtocol.GetCamera(id));
            }
        });
        Receive<CameraStatus>(status => _watch.OnStatus(status));
        Receive<StopAll>(_ =>
        {
            foreach (var (id, camera) in _cameras)
            {
                camera.Tell(new CameraProtocol.Stop(id));
            }
        });
        Receive<CameraProtocol.Stopped>(stopped =>
        {
            _watch.OnStopped(stopped);
            if (_cameras.Remove(stopped.Camera) && _cameras.Count == 0)
            {
                _watch.OnAllStopped();
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Poll), Poll.Instance, TimeSpan.Zero, PollInterval);

    /// <summary>Ends all cameras; what is in flight is still analysed.</summary>
    public sealed record StopAll : INoSerializationVerificationNeeded;

    private sealed record Poll : INoSerializationVerificationNeeded
    {
        public static Poll Instance { get; } = new();
    }
}

/// <summary>Reports of the region about its cameras; called on its thread, so nothing here may block.</summary>
/// <param name="OnStatus">About once a second for each camera.</param>
/// <param name="OnStopped">A camera is over.</param>
/// <param name="OnAllStopped">All of them are.</param>
public sealed record CameraWatch(Action<CameraStatus> OnStatus, Action<CameraProtocol.Stopped> OnStopped, Action OnAllStopped);

/// <summary>The cameras of a process by itself.</summary>
public static class CameraRegionHosting
{
    /// <summary>One actor for each camera.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="cameras">The cameras.</param>
    /// <param name="watch">Is called with how they are.</param>
    /// <param name="camera">Makes the actor of one, with its pipeline; called once the system is there.</param>
    public static AkkaConfigurationBuilder WithCameras(
        this AkkaConfigurationBuilder akka, IReadOnlyList<CameraSpec> cameras, CameraWatch watch,
        Func<ActorSystem, IServiceProvider, Func<CameraSpec, Props>> camera) =>
        akka.WithActors((system, registry, resolver) =>
        {
            var props = camera(system, resolver.GetService<IServiceProvider>());
            registry.Register<CameraRegion>(system.ActorOf(Props.Create(() => new CameraRegion(cameras, props, watch)), "cameras"));
        });
}
