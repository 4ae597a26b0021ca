using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Analytics.Contracts;
using Analytics.Site;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Site;

/// <summary>What a node reports of its load, and what placement makes of it.</summary>
[FullTier]
public sealed class NodeLoadSpec : IAsyncLifetime
{
    private const string Other = "10.0.0.2:7441";
    private readonly FakeTimeProvider _time = new();
    private readonly SiteBoard _board = new();
    private SiteSystem _site = null!;

    private string Self => ClusterSetup.NodeOf(Akka.Cluster.Cluster.Get(_site.System).SelfAddress);

    public async ValueTask InitializeAsync()
    {
        _site = await SiteSystem.StartAsync(new ClusterOptions { Port = RtspServer.FreePort() }, "vision", "api");
        Assert.True(SpinWait.SpinUntil(() => _site.Status == MemberStatus.Up, TimeSpan.FromSeconds(10)));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_leaves_frames_undecoded_reports_that_it_cannot_keep_up(bool keyFramesOnly)
    {
        TaskCompletionSource<NodeLoad> heard = new();
        _site.System.ActorOf(Props.Create(() => new Listener(heard, false)), SiteListener.Name);
        LocalCameras local = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        var camera = _site.System.ActorOf(Props.Create(() => new Camera(keyFramesOnly)));
        local.Open(new CameraId("lobby"), camera, camera);
        Action<CameraStatus> onChange = _ => { };
        _site.System.ActorOf(Props.Create(() => new NodeReporter(local, onChange, TimeProvider.System)));

        var load = await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(keyFramesOnly, load.Staleness > Placement.Overloaded);
    }

    [Fact]
    public async Task A_node_without_cameras_reports_none()
    {
        TaskCompletionSource<NodeLoad> heard = new();
        _site.System.ActorOf(Props.Create(() => new Listener(heard, true)), SiteListener.Name);
        Action<CameraStatus> onChange = _ => { };
        _site.System.ActorOf(
            Props.Create(
                () => new NodeReporter(new LocalCameras(TimeSpan.FromMinutes(1), TimeProvider.System), onChange, TimeProvider.System)));

        var load = await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal((0, 0, TimeSpan.Zero), (load.Cameras, load.AnalysedFps, load.Staleness));
    }

    [Fact]
    public async Task Of_a_shard_with_a_camera_that_should_be_here_none_is_moved()
    {
        var pairs = Enumerable.Range(0, 5000).Select(i => new CameraId($"c{i}")).GroupBy(CameraShards.ShardOf)
            .Where(shard => shard.Count() > 1).ToList();
        CameraId[] together = [.. pairs[0].Take(2)], others = [.. pairs[1].Take(2)];
        TaskCompletionSource<NodeLoad> heard = new();
        _site.System.ActorOf(Props.Create(() => new Listener(heard, false)), SiteListener.Name);
        LocalCameras local = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        var camera = _site.System.ActorOf(Props.Create(() => new Camera(false)));
        local.Open(together[0], camera, camera).WantedNode = Self;
        local.Open(together[1], camera, camera).WantedNode = Other;
        local.Open(others[0], camera, camera).WantedNode = Other;
        local.Open(others[1], camera, camera);
        CameraId elsewhere = new("read by the other node alone");
        local.Refuse(elsewhere, Other);
        Action<CameraStatus> onChange = _ => { };
        _site.System.ActorOf(Props.Create(() => new NodeReporter(local, onChange, TimeProvider.System)));

        var load = await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(
            [(elsewhere, Other), (others[0], Other)],
            load.Misplaced.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Key.Value, StringComparer.Ordinal));
        Assert.Equal(others.ToHashSet(), load.Movable.ToHashSet());
    }

    [Fact]
    public async Task Nodes_are_evened_out_but_not_around_a_silence()
    {
        LoadAllocation allocation = new(_board, Akka.Cluster.Cluster.Get(_site.System), _time);
        var here = _site.System.ActorOf(Props.Empty);
        var there = ((ExtendedActorSystem)_site.System).Provider.ResolveActorRef(
            $"akka.tcp://{ClusterSetup.SystemName}@{Other}/system/cameras");
        List<CameraId> cameras = [.. Enumerable.Range(0, 1000).Select(i => new CameraId($"c{i}")).DistinctBy(CameraShards.ShardOf).Take(6)];
        var shards = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty
            .Add(here, [.. cameras.Select(CameraShards.ShardOf)]).Add(there, ImmutableList<string>.Empty);
        _board.OnLoad(new NodeLoad(Self, 6, 36, TimeSpan.Zero) { Movable = cameras });
        _board.OnLoad(new NodeLoad(Other, 0, 0, TimeSpan.Zero));

        Assert.Empty(await MovedAsync()); // both nodes are new
        Assert.NotEmpty(await MovedAsync(TimeSpan.FromSeconds(15)));
        _board.OnDisturbance();
        Assert.Empty(await MovedAsync(TimeSpan.FromSeconds(1)));
        Assert.Empty(await MovedAsync(TimeSpan.FromSeconds(14)));
        Assert.NotEmpty(await MovedAsync(TimeSpan.FromSeconds(1)));

        Task<IImmutableSet<string>> MovedAsync(TimeSpan later = default)
        {
            _time.Advance(later);
            return allocation.Rebalance(shards, ImmutableHashSet<string>.Empty);
        }
    }

    [Fact]
    public async Task Of_two_cameras_of_one_shard_the_one_moves_it_whose_node_is_there()
    {
        LoadAllocation allocation = new(_board, Akka.Cluster.Cluster.Get(_site.System), _time);
        var here = _site.System.ActorOf(Props.Empty);
        var there = ((ExtendedActorSystem)_site.System).Provider.ResolveActorRef(
            $"akka.tcp://{ClusterSetup.SystemName}@{Other}/system/cameras");
        CameraId[] together = [
            .. Enumerable.Range(0, 5000).Select(i => new CameraId($"c{i}")).GroupBy(CameraShards.ShardOf).First(shard => shard.Count() > 1)
            .Take(2)];
        var shards = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty
            .Add(here, [CameraShards.ShardOf(together[0])]).Add(there, ImmutableList<string>.Empty);
        _board.OnLoad(new NodeLoad(Self, 2, 12, TimeSpan.Zero)
        {
            Misplaced = new Dictionary<CameraId, string> { [together[0]] = Other, [together[1]] = "10.0.0.9:7441" },
        });

        _board.OnLoad(new NodeLoad(Other, 9, 54, TimeSpan.Zero));
        var shard = CameraShards.ShardOf(together[0]);

        Assert.Equal([shard], await allocation.Rebalance(shards, ImmutableHashSet<string>.Empty));
        Assert.Equal(there, await allocation.AllocateShard(here, shard, shards.SetItem(here, ImmutableList<string>.Empty)));
    }

    // The second one knows of the camera: the first gets the message before it has answered.
    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<NodeLoad> heard, bool analysing)
        {
            Receive<CameraStatus>(_ => analysing = true);
            Receive<NodeLoad>(_ => analysing, load => heard.TrySetResult(load));
        }
    }

    private sealed class Camera : ReceiveActor
    {
        public Camera(bool keyFramesOnly) => Receive<CameraProtocol.GetCamera>(asked => Sender.Tell(new CameraStatus
        {
            Camera = asked.Camera,
            Source = "rtsp://host/live",
            State = CameraState.Streaming,
            Reason = "",
            Received = 1,
            Health = HealthGrade.A,
            KeyFramesOnly = keyFramesOnly,
        }));
    }
}
