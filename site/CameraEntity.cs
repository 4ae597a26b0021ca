using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;

using static Analytics.Contracts.SiteProtocol;

namespace Analytics.Site;

/// <summary>
/// A camera on the node that looks after it: reads it for as long as it is ordered to. Remembers nothing beyond that; what is to be watched
/// is said again every second.
/// </summary>
public sealed class CameraEntity : ReceiveActor
{
    private readonly CameraId _id;
    private readonly CameraParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private EmbeddingSchedule? _schedule;
    private LocalCamera? _camera;
    private CameraStatus? _last;
    private string? _fault;
    private Ending _ending = new();
    private CameraLook? _look;

    public CameraEntity(CameraId id, CameraParts parts)
    {
        (_id, _parts) = (id, parts);
        Idle();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _look?.Cancel();
        if (_camera is not null)
        {
            _parts.Local.Close(_camera);
        }

        _parts.Local.Forget(_id);
    }

    private void Idle()
    {
        Receive<WatchCamera>(_ => _parts.Local.AreOurs, Begin);
        Receive<LeaveCamera>(_ => LeaveUnread());
        Receive<HandOver>(_ => Context.Stop(Self));
        // Woken by a late word of its tracks.
        Receive<TrackIdentified>(_ => _last is null, _ => Context.Parent.Tell(new Passivate(HandOver.Instance)));
        ReceiveAlways();
    }

    // What it names is looked at aside: a slow disk keeps nobody waiting, and who leaves the camera ends the look.
    private void Looking(WatchCamera watched)
    {
        Receive<CameraLook>(look => ReferenceEquals(look, _look), look => Opened(watched, look));
        Receive<WatchCamera>(watch =>
        {
            if (watch with { Node = watched.Node } == watched)
            {
                Become(() => Looking(watch));
            }
            else
            {
                EndLook(); // the next order says it again
            }
        });
        Receive<LeaveCamera>(_ =>
        {
            EndLook();
            LeaveUnread();
        });
        Receive<HandOver>(_ => Context.Stop(Self));
        Receive<Fence>(_ => EndLook());
        ReceiveAlways();
    }

    private void Watching(WatchCamera watched, bool isLive)
    {
        Receive<WatchCamera>(watch =>
        {
            _camera!.WantedNode = watch.Node;
            if (watch with { Node = watched.Node } != watched)
            {
                Stop(goesOn: true, then: () => Become(Idle)); // with the next order it is read as that says
            }
        });
        Receive<LeaveCamera>(_ => Stop(goesOn: false, then: Leave));
        Receive<HandOver>(_ => Stop(goesOn: true, then: () => Context.Stop(Self)));

        // A stream does not end by itself: where its pipeline failed, the next order starts it again.
        Receive<CameraProtocol.Stopped>(stopped => Finish(isLive ? () => Become(Idle) : () => Become(() => Done(watched, stopped))));
        ReceiveAlways();
    }

    private void Stopping(Action then)
    {
        Receive<CameraProtocol.Stopped>(_ => Finish(then));
        Receive<HandOver>(_ => Become(() => Stopping(() => Context.Stop(Self))));
        ReceiveAlways();
    }

    // What it counted is reported before it is forgotten.
    private void Finishing(Action then)
    {
        Receive<CameraStatus>(status =>
        {
            _last = _camera!.Complete(status, _parts.Node);
            Report(_ending.GoesOn ? _last with { State = CameraState.Connecting, Reason = $"{_parts.Node} handed it over" } : _last);
            Close();
            then();
        });
        Receive<HandOver>(_ => Become(() => Finishing(() => Context.Stop(Self))));
        ReceiveAlways();
    }

    // A file was read to its end. This is reported to the roster until the roster has removed the camera.
    private void Done(WatchCamera watched, CameraProtocol.Stopped stopped)
    {
        Receive<WatchCamera>(_ => Report(_last! with { State = CameraState.Stopped, Reason = stopped.Reason, Ended = true }));
        Receive<LeaveCamera>(_ => Leave());
        Receive<HandOver>(_ => Context.Stop(Self));
        ReceiveAlways();
        Self.Tell(watched);
    }

    private void ReceiveAlways()
    {
        Receive<TrackIdentified>(identified => _schedule?.OnIdentified(identified));
        Receive<Fence>(_ => CutOff());
        Receive<WatchCamera>(_ => { }); // said again in a second
        Receive<LeaveCamera>(_ => { });
        Receive<CameraStatus>(_ => { });
        Receive<CameraProtocol.Stopped>(_ => { });
        Receive<CameraLook>(_ => { }); // one that was cancelled
    }

    private void Begin(WatchCamera watch)
    {
        var look = _look = new CameraLook();
        var ingest = _parts.Ingest with { Fps = watch.Fps ?? _parts.Ingest.Fps };
        Task.Run(() => IngestHosting.SiteCamera(_id, watch.Source, ingest, _parts.Nodes, look.Token), look.Token)
            .PipeTo(Self, success: look.With, failure: look.With);
        Become(() => Looking(watch));
    }

    private void Opened(WatchCamera watch, CameraLook look)
    {
        EndLook();
        if (look.Spec is { } spec && _parts.Local.AreOurs)
        {
            _fault = null;
            Ending ending = new();
            (_schedule, _ending) = (new(_parts.Schedule), ending); // its tracks are counted from 1 again
            _camera = _parts.Local.Open(_id, Self, Context.ActorOf(_parts.Camera(spec, _schedule, () => ending.GoesOn)));
            _camera.WantedNode = watch.Node;
            Become(() => Watching(watch, spec.Source.IsLive));
        }
        else if (look.Fault is FailureException error)
        {
            if (error.Message != _fault)
            {
                _log.Warning("Camera {0} cannot be read: {1}", _id, error.Message);
                _fault = error.Message;
            }

            _parts.Local.Refuse(_id, watch.Node);
            _last = Bare(watch.Source, CameraState.BackingOff, error.Message);
            Report(_last);
        }
        else if (look.Fault is not (null or OperationCanceledException))
        {
            _log.Error(look.Fault, "Camera {0} failed with an unexpected error.", _id);
        }
    }

    private void EndLook()
    {
        _look?.Cancel();
        _look = null;
        Become(Idle);
    }

    private void LeaveUnread()
    {
        Report((_last ?? Bare("", CameraState.Stopped, "")) with { State = CameraState.Stopped, Reason = "stopped on request" });
        Leave();
    }

    private void Stop(bool goesOn, Action then)
    {
        _ending.GoesOn = goesOn;
        _camera!.Actor.Tell(new CameraProtocol.Stop(_id));
        Become(() => Stopping(then));
    }

    private void Finish(Action then)
    {
        _camera!.Actor.Tell(new CameraProtocol.GetCamera(_id));
        Become(() => Finishing(then));
    }

    private void Leave()
    {
        _parts.Local.Forget(_id);
        Become(Idle);
        Context.Parent.Tell(new Passivate(HandOver.Instance));
    }

    // Another node may look after it already: not a frame more.
    private void CutOff()
    {
        if (_camera is not null)
        {
            ClusterTelemetry.CutOffs.Add(1);
            _ending.GoesOn = true;
            Close();
            Become(Idle);
        }
    }

    private void Close()
    {
        Context.Stop(_camera!.Actor);
        _parts.Local.Close(_camera);
        _camera = null;
    }

    private CameraStatus Bare(string source, CameraState state, string reason) =>
        new() { Camera = _id, Source = source, State = state, Reason = reason, Health = HealthGrade.D, Node = _parts.Node };

    private static void Report(CameraStatus status) => Context.System.EventStream.Publish(new Reported(status));

    /// <summary>Hands the camera over: what is in flight is finished, and another node goes on.</summary>
    internal sealed record HandOver : INoSerializationVerificationNeeded
    {
        public static HandOver Instance { get; } = new();
    }

    /// <summary>Cuts the camera off at once: this node may have been downed.</summary>
    internal sealed record Fence : INoSerializationVerificationNeeded
    {
        public static Fence Instance { get; } = new();
    }

    /// <summary>Whether a camera goes on elsewhere when it ends here: of one run, whose pipeline may outlive it.</summary>
    private sealed class Ending
    {
        private volatile bool _goesOn;

        public bool GoesOn
        {
            get => _goesOn;
            set => _goesOn = value;
        }
    }

    /// <summary>How a camera is that is not read, on the event stream.</summary>
    internal sealed record Reported(CameraStatus Status) : INoSerializationVerificationNeeded;
}

/// <summary>The cameras of a site.</summary>
public static class CameraEntityHosting
{
    /// <summary>Role vision: cameras come and go as the roster orders and load asks for.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="options">How long a silent node is waited for.</param>
    /// <param name="board">What nodes report of themselves.</param>
    /// <param name="onChange">Called with a camera whose state has changed.</param>
    /// <param name="parts">Makes what cameras need, given those that this node looks after; called once the system is there.</param>
    public static AkkaConfigurationBuilder WithSiteCameras(
        this AkkaConfigurationBuilder akka, ClusterOptions options, SiteBoard board, Action<CameraStatus> onChange,
        Func<ActorSystem, IServiceProvider, LocalCameras, CameraParts> parts) =>
        akka.WithActors((system, registry, resolver) =>
        {
            var silence = options.FailurePause + options.StableAfter;
            LocalCameras local = new(silence, TimeProvider.System);
            var cameras = parts(system, resolver.GetService<IServiceProvider>(), local);
            LoadAllocation allocation = new(board, Akka.Cluster.Cluster.Get(system), TimeProvider.System);
            registry.Register<CameraRegion>(ClusterSharding.Get(system).Start(
                CameraShards.Name, id => Props.Create(() => new CameraEntity(new CameraId(id), cameras)),
                ClusterShardingSettings.Create(system).WithRole(SiteRoles.Vision), new CameraShards(), allocation,
                CameraEntity.HandOver.Instance));
            system.ActorOf(Props.Create(() => new NodeReporter(local, onChange, TimeProvider.System)), "reporter");
            system.ActorOf(Props.Create(() => new NodeGuard(local, silence)), "guard");
        });

    /// <summary>The other roles reach cameras wherever they are.</summary>
    public static AkkaConfigurationBuilder WithRemoteCameras(this AkkaConfigurationBuilder akka) =>
        akka.WithShardRegionProxy<CameraRegion>(CameraShards.Name, SiteRoles.Vision, new CameraShards());
}
