using Akka.Actor;
using Akka.Cluster;
using Analytics.Contracts;

namespace Analytics.Site;

/// <summary>
/// Reports to the site once a second what this node does and how its cameras are, and a camera's change at once. A node that misses a
/// report receives the next.
/// </summary>
public sealed class NodeReporter : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly LocalCameras _local;
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly Dictionary<CameraId, (CameraStatus Status, long At)> _latest = [];

    /// <summary>Starts to report.</summary>
    /// <param name="local">The cameras of this node.</param>
    /// <param name="onChange">Takes a status whose state has changed.</param>
    /// <param name="time">The clock.</param>
    public NodeReporter(LocalCameras local, Action<CameraStatus> onChange, TimeProvider time)
    {
        (_local, _time) = (local, time);
        _node = ClusterSetup.NodeOf(_cluster.SelfAddress);
        Receive<Poll>(_ =>
        {
            var cameras = local.All;
            foreach (var camera in cameras)
            {
                camera.Actor.Tell(new CameraProtocol.GetCamera(camera.Id));
            }

            Forget(cameras);
            Report(Load(cameras), SiteRoles.Vision, SiteRoles.Api);
        });
        Receive<CameraEntity.Reported>(reported => Report(reported.Status, onChange));

        // What a camera says last comes from its entity, which knows whether it goes on elsewhere.
        Receive<CameraStatus>(status => status.State != CameraState.Stopped, status =>
        {
            if (local.AreOurs && local.Of(status.Camera) is { } camera)
            {
                Report(camera.Complete(status, _node), onChange);
            }
        });
        Receive<CameraStatus>(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(CameraStatus));
        Context.System.EventStream.Subscribe(Self, typeof(CameraEntity.Reported));
        Timers.StartPeriodicTimer(nameof(Poll), Poll.Instance, Interval);
    }

    private NodeLoad Load(IReadOnlyList<LocalCamera> cameras)
    {
        var statuses = cameras.Select(camera => _latest.GetValueOrDefault(camera.Id).Status).OfType<CameraStatus>().ToList();

        // Cameras of one shard go together: where one of them should be here, all stay.
        var wanted = _local.Wanted.ToList();
        var fixedHere = wanted.Where(camera => camera.Node == _node).Select(camera => CameraShards.ShardOf(camera.Camera)).ToHashSet();
        bool MayLeave(CameraId camera) => !fixedHere.Contains(CameraShards.ShardOf(camera));
        return new(_node, cameras.Count, statuses.Sum(status => status.AnalysedFps ?? 0), statuses.Select(Age).DefaultIfEmpty().Max())
        {
            Misplaced = wanted.Where(camera => camera.Node is not null && MayLeave(camera.Camera))
                .ToDictionary(camera => camera.Camera, camera => camera.Node!),
            Movable = [.. cameras.Select(camera => camera.Id).Where(MayLeave)],
        };
    }

    // A node that had to leave frames out undecoded is as good as late: it shall not be taken for one with little to do.
    private static TimeSpan Age(CameraStatus status) =>
        (status.Staleness ?? TimeSpan.Zero) + (status.KeyFramesOnly ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);

    // What another node has by now, or nobody, is remembered for as long as it may be reported again.
    private void Forget(IReadOnlyList<LocalCamera> cameras)
    {
        var here = cameras.Select(camera => camera.Id).ToHashSet();
        foreach (var (gone, _) in _latest.Where(known => !here.Contains(known.Key) && _time.GetElapsedTime(known.Value.At) > Remembered)
            .ToList())
        {
            _latest.Remove(gone);
        }
    }

    private void Report(CameraStatus status, Action<CameraStatus> onChange)
    {
        var before = _latest.GetValueOrDefault(status.Camera).Status;
        _latest[status.Camera] = (status, _time.GetTimestamp());
        Report(status, SiteRoles.Api);
        if ((before?.State, before?.Reason) != (status.State, status.Reason))
        {
            onChange(status);
        }
    }

    private void Report(object message, params ReadOnlySpan<string> roles)
    {
        foreach (var member in _cluster.State.Members)
        {
            if (member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving && HasOne(member, roles))
            {
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / SiteListener.Name).Tell(message);
            }
        }
    }

    private static bool HasOne(Member member, ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (member.HasRole(role))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Poll : INoSerializationVerificationNeeded
    {
        public static Poll Instance { get; } = new();
    }
}
