using Microsoft.Extensions.Time.Testing;
using Qdrant.Client.Grpc;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The fake is as good as what real servers answered to the same requests in the same order, over the same wire.</summary>
public sealed class FakeQdrantSpec
{
    // The node that was asked for a shard that the node spoken to does not have: after the outage they differ.
    private static readonly Dictionary<string, int> Answering = new()
    {
        ["all back: exact count 1"] = 3,
        ["all back: exact count 3"] = 2,
        ["all back: count asked of node 3"] = 1,
    };

    [Fact]
    public async Task It_answers_what_one_real_node_answered()
    {
        FakeQdrant fake = new(Recordings.Key, Recordings.ReadOnlyKey, time: new FakeTimeProvider());
        await using LocalGrpc server = new(fake.Answer);
        var exchanges = Recordings.OfOneNode();
        foreach (var exchange in exchanges)
        {
            if (exchange.Name == "create snapshot")
            {
                fake.SnapshotName = ((CreateSnapshotResponse)exchange.Answer.Body!).SnapshotDescription.Name;
            }

            if (!await RecordedReplay.IsOfTheWireAsync(exchange, server.Url))
            {
                RecordedReplay.AssertSame(exchange, await RecordedReplay.SendAsync(server.Url, exchange, exchange.Request!));
            }
        }

        Assert.Equal(170, exchanges.Count);
    }

    [Fact]
    public async Task It_answers_what_three_real_nodes_answered_of_which_two_died()
    {
        var cluster = ThreeNodes();
        FakeQdrant fake = new(Recordings.Key, nodes: cluster);
        await using LocalGrpc server = new(fake.Answer);
        var exchanges = Recordings.OfThreeNodes();
        foreach (var exchange in exchanges)
        {
            cluster.Down.UnionWith(exchange.Name.StartsWith("node 3 killed", StringComparison.Ordinal) ? [3]
                : exchange.Name.StartsWith("nodes 2 and 3 killed", StringComparison.Ordinal) ? [2, 3] : []);
            if (exchange.Name.StartsWith("all back", StringComparison.Ordinal))
            {
                fake.Revive(2);
                fake.Revive(3);
            }

            cluster.Prefers = Answering.TryGetValue(exchange.Name, out var node) ? node : cluster.Prefers;
            cluster.AskedNode = exchange.Name.EndsWith("asked of node 2", StringComparison.Ordinal) ? 2
                : exchange.Name.EndsWith("asked of node 3", StringComparison.Ordinal) ? 3 : 1;

            RecordedReplay.AssertSame(exchange, await RecordedReplay.SendAsync(server.Url, exchange, exchange.Request!));
        }

        Assert.Equal(39, exchanges.Count);
    }

    /// <summary>The recorded nodes, with points where the recorded counts say that there were as many.</summary>
    internal static FakeCluster ThreeNodes()
    {
        int[] first = [38, 101, 102, 103, 105, 1, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14];
        int[] second = [3, 10, 17, 104, 106, 15, 16, 18, 19, 20, 21, 22, 23];
        return new FakeCluster
        {
            Nodes = 3,
            NodesOf = (shard, replicas) => new[] { (int[])[2, 3], [1, 2], [1, 3] }[shard % 3].Take(replicas),
            ShardOf = (id, _) =>
                int.Parse(id.ToString()[^3..], System.Globalization.NumberStyles.Integer) is var number && first.Contains(number) ? 0
                : second.Contains(number) ? 1 : 2,
        };
    }
}
