using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Analytics.Contracts;

namespace Analytics.Site;

/// <summary>Places cameras by measured load (<see cref="Placement"/>); runs where the coordinator of the region does.</summary>
/// <param name="board">What the nodes reported of themselves.</param>
/// <param name="cluster">Knows whether all nodes answer.</param>
/// <param name="time">The clock.</param>
public sealed class LoadAllocation(SiteBoard board, Akka.Cluster.Cluster cluster, TimeProvider time) : IShardAllocationStrategy
{
    // Loads settle after a move: new frames, new tracks, first attempts. And nothing is evened out while a node does not answer, nor right
    // after that: what it reports then is of its backlog.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    // By then a camera that was placed is opened, and part of what its node reports. It is better to count it twice for a moment than not
    // at all.
    private static readonly TimeSpan Showing = TimeSpan.FromSeconds(8);
    private readonly string _self = ClusterSetup.NodeOf(cluster.SelfAddress);
    private readonly Dictionary<string, string> _wanted = [];
    private readonly Dictionary<string, (string Node, long At)> _placed = [];
    private long _changed = time.GetTimestamp();
    private int _nodes;
    private int _disturbances;

    /// <inheritdoc/>
    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        var regions = currentShardAllocations.Keys.ToDictionary(NodeOf);
        var node = Placement.ForNew(Nodes(currentShardAllocations), _wanted.GetValueOrDefault(shardId));
        _changed = time.GetTimestamp();
        _placed[shardId] = (node, _changed);
        return Task.FromResult(regions[node]);
    }

    /// <inheritdoc/>
    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        var nodes = Nodes(currentShardAllocations);
        if ((_nodes, _disturbances) != (nodes.Count, board.Disturbances) || cluster.State.Unreachable.Count > 0)
        {
            (_nodes, _disturbances, _changed) = (nodes.Count, board.Disturbances, time.GetTimestamp());
        }

        // Nobody reports one that is on its way.
        foreach (var settled in _wanted.Keys.Except(rebalanceInProgress).ToList())
        {
            _wanted.Remove(settled);
        }

        var misplaced = nodes.SelectMany(node => board.LoadOf(node.Node)?.Misplaced ?? new Dictionary<CameraId, string>());
        foreach (var (camera, wanted) in misplaced.Where(camera => nodes.Any(node => node.Node == camera.Value)))
        {
            _wanted[CameraShards.ShardOf(camera)] = wanted;
        }

        // Who takes a camera over gets the order from the roster: without it, none is taken from anybody.
        if (!cluster.State.Members.Any(member => member.Status == MemberStatus.Up && member.HasRole(SiteRoles.Api)))
        {
            return Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);
        }

        var even = rebalanceInProgress.Count == 0 && time.GetElapsedTime(_changed) >= Settling;
        return Task.FromResult<IImmutableSet<string>>(
            Placement.ToMove(nodes, _wanted, even).Except(rebalanceInProgress).ToImmutableHashSet());
    }

    private List<PlacedNode> Nodes(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        foreach (var (shown, _) in _placed.Where(placed => time.GetElapsedTime(placed.Value.At) >= Showing).ToList())
        {
            _placed.Remove(shown);
        }

        return
        [
            .. allocations.Select(region =>
            {
                var (node, load) = (NodeOf(region.Key), board.LoadOf(NodeOf(region.Key)));
                return new PlacedNode(node, region.Value, load?.AnalysedFps, load?.Cameras ?? 0, load?.Staleness ?? TimeSpan.Zero)
                {
                    Coming = _placed.Values.Count(placed => placed.Node == node),
                    Movable = [.. (load?.Movable ?? []).Select(CameraShards.ShardOf).Distinct().Intersect(region.Value)],
                };
            }),
        ];
    }

    private string NodeOf(IActorRef region) => region.Path.Address.HasLocalScope ? _self : ClusterSetup.NodeOf(region.Path.Address);
}

/// <summary>Which shard a camera is in. One for each camera as a rule, so that each can be placed by itself; the number bounds what nodes
/// send each other.</summary>
public sealed class CameraShards() : HashCodeMessageExtractor(Count)
{
    /// <summary>The name of their region.</summary>
    public const string Name = "cameras";

    /// <summary>How many there are, the same on all nodes of a site.</summary>
    public const int Count = 1000;

    private static readonly CameraShards Instance = new();

    /// <summary>The shard of a camera.</summary>
    public static string ShardOf(CameraId camera) => Instance.ShardId(camera.Value, null);

    /// <inheritdoc/>
    public override string? EntityId(object message) => message switch
    {
        SiteProtocol.WatchCamera watch => watch.Camera.Value,
        SiteProtocol.LeaveCamera leave => leave.Camera.Value,
        TrackIdentified identified => identified.Camera.Value,
        _ => null,
    };
}
