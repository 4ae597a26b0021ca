using Google.Protobuf.Collections;
using Grpc.Core;
using Qdrant.Client.Grpc;
using Value = Qdrant.Client.Grpc.Value;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>One point.</summary>
internal sealed record FakePoint(Guid Id, float[] Vector, MapField<string, Value> Payload)
{
    public bool IsAs(FakePoint other) => Id == other.Id && Payload.Equals(other.Payload) && Vector.SequenceEqual(other.Vector);
}

/// <summary>A shard on a node.</summary>
internal sealed class FakeReplica(int shard, int node)
{
    public int Shard => shard;

    public int Node => node;

    /// <summary>Whether the cluster reads from it and writes to it; one that missed a write is left out until it is filled again.</summary>
    public bool IsActive { get; set; } = true;

    public SortedDictionary<Guid, FakePoint> Points { get; set; } = [];
}

/// <summary>
/// The points of a collection on the nodes of a cluster. As in Qdrant: a write that too few replicas confirm is refused and stays on those
/// that have it; one that enough confirm leaves the others out. A read wants as many replicas as its consistency says, and answers with
/// what they agree on.
/// </summary>
internal sealed class FakeReplicas
{
    private const string Unreachable = "Tonic status error: code: 'The service is currently unavailable', message: \"tcp connect error\"";
    private readonly FakeCluster _cluster;
    private readonly int _factor;

    public FakeReplicas(FakeCluster cluster, int shards, int replicas, int factor)
    {
        (_cluster, _factor, Shards) = (cluster, factor, shards);
        All = [.. Enumerable.Range(0, shards).SelectMany(
            shard => cluster.NodesOf(shard, replicas).Select(node => new FakeReplica(shard, node)))];
    }

    public int Shards { get; }

    public IReadOnlyList<FakeReplica> All { get; }

    /// <summary>Writes to every shard, or to those of these points.</summary>
    public void Write(IReadOnlyCollection<Guid>? ids, Action<SortedDictionary<Guid, FakePoint>, Func<Guid, bool>> write)
    {
        var touched = ids is null ? [.. Enumerable.Range(0, Shards)] : ids.Select(id => _cluster.ShardOf(id, Shards)).ToHashSet();
        var refused = touched.Count(shard => !Write(shard, points => write(points, id => _cluster.ShardOf(id, Shards) == shard)));
        if (refused > 0)
        {
            throw new FakeRefusal(StatusCode.Internal, refused == touched.Count
                ? $"Service internal error: {Unreachable}"
                : $"Service internal error: {refused} out of {touched.Count} shards failed to apply operation. First error captured: "
                    + $"Service internal error: {Unreachable}");
        }
    }

    /// <summary>The points that pass, in the order of their ids.</summary>
    public IEnumerable<FakePoint> Read(Filter? filter, ReadConsistency? consistency)
    {
        var passes = FakeFilter.Of(filter);
        return Enumerable.Range(0, Shards).SelectMany(shard =>
        {
            var replicas = Answering(shard, consistency);
            var needed = consistency is { Type: ReadConsistencyType.Majority, HasType: true } ? replicas.Count / 2 + 1 : replicas.Count;
            return replicas.SelectMany(replica => replica.Points.Values).Where(passes).GroupBy(point => point.Id)
                .Where(same => same.Max(one => same.Count(one.IsAs)) >= needed).Select(same => same.First());
        }).OrderBy(point => point.Id);
    }

    /// <summary>How many pass: of replicas that differ, the fewest of all or the middle of a majority.</summary>
    public long Count(Filter? filter, ReadConsistency? consistency)
    {
        var passes = FakeFilter.Of(filter);
        return Enumerable.Range(0, Shards).Sum(shard =>
        {
            List<long> counts = [.. Answering(shard, consistency).Select(replica => replica.Points.Values.LongCount(passes)).Order()];
            return consistency is { Type: ReadConsistencyType.Majority, HasType: true } ? counts[counts.Count / 2] : counts[0];
        });
    }

    /// <summary>Fills the replicas that were left out from one that was not.</summary>
    public void Recover(int node)
    {
        foreach (var behind in All.Where(replica => replica.Node == node && !replica.IsActive))
        {
            behind.Points = new(All.First(replica => replica.Shard == behind.Shard && replica.IsActive).Points);
            behind.IsActive = true;
        }
    }

    private bool Write(int shard, Action<SortedDictionary<Guid, FakePoint>> write)
    {
        List<FakeReplica> targets = [.. All.Where(replica => replica.Shard == shard && replica.IsActive)];
        List<FakeReplica> reached = [.. targets.Where(replica => !_cluster.Down.Contains(replica.Node))];
        reached.ForEach(replica => write(replica.Points));
        if (reached.Count < targets.Count && reached.Count < Math.Max(1, Math.Min(_factor, targets.Count)))
        {
            return false;
        }

        targets.Except(reached).ToList().ForEach(missed => missed.IsActive = false);
        return true;
    }

    private List<FakeReplica> Answering(int shard, ReadConsistency? consistency)
    {
        List<FakeReplica> replicas = [.. All.Where(replica => replica.Shard == shard)];
        var wanted = consistency switch
        {
            null => 1,
            { HasFactor: true } => Math.Clamp((int)consistency.Factor, 1, replicas.Count),
            { Type: ReadConsistencyType.Quorum } => replicas.Count / 2 + 1,
            _ => replicas.Count,
        };
        List<FakeReplica> active = [.. replicas.Where(replica => replica.IsActive)];
        if (active.Count < wanted)
        {
            throw new FakeRefusal(
                StatusCode.Internal,
                $"Service internal error: The replica set for shard {shard} on peer 1 does not have enough active replicas");
        }

        List<FakeReplica> reached = [.. active.Where(replica => !_cluster.Down.Contains(replica.Node))
            .OrderByDescending(replica => replica.Node == _cluster.AskedNode)
            .ThenByDescending(replica => replica.Node == _cluster.Prefers)];
        return reached.Count >= wanted
            ? reached[..wanted]
            : throw new FakeRefusal(
                StatusCode.Internal, $"Service internal error: {active.Count - reached.Count} of {active.Count} read operations "
                + $"failed:\n  Service internal error: {Unreachable}");
    }
}

/// <summary>The nodes that a <see cref="FakeQdrant"/> pretends to be.</summary>
internal sealed class FakeCluster
{
    public int Nodes { get; init; } = 1;

    /// <summary>The nodes that are away.</summary>
    public HashSet<int> Down { get; } = [];

    /// <summary>The node that is spoken to; it answers itself for the shards that it has.</summary>
    public int AskedNode { get; set; } = 1;

    /// <summary>The node that answers for the other shards, where it has them.</summary>
    public int? Prefers { get; set; }

    /// <summary>Where a point belongs.</summary>
    public Func<Guid, int, int> ShardOf { get; init; } = (id, shards) => id.ToByteArray()[15] % shards;

    /// <summary>Whether there are enough nodes to agree on a change of collections and aliases.</summary>
    public bool HasMajority => (Nodes - Down.Count) * 2 > Nodes;

    /// <summary>The nodes of a shard, one after the other in a ring that begins with the last.</summary>
    public Func<int, int, IEnumerable<int>> NodesOf { get; init; } = (_, _) => [1];
}

/// <summary>A request that the server does not carry out.</summary>
internal sealed class FakeRefusal(StatusCode status, string message, string? retryAfter = null) : Exception(message)
{
    public GrpcAnswer Answer => new(status, Message) { RetryAfter = retryAfter };

    public static FakeRefusal Bad(string message) => new(StatusCode.InvalidArgument, message);
}
