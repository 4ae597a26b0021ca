using Akka.Actor;
using Akka.Cluster;

namespace Analytics.Site;

/// <summary>The nodes of the site, as the cluster knows them.</summary>
/// <param name="system">The actor system of this node.</param>
/// <param name="board">What they reported of themselves.</param>
public sealed class ClusterNodes(ActorSystem system, SiteBoard board) : ISiteNodes
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public IReadOnlyList<NodeView> List()
    {
        var state = _cluster.State;
        return
        [
            .. state.Members.Select(member => new NodeView(
                NodeOf(member), [.. member.Roles.Order()], member.Status.ToString().ToLowerInvariant(), !state.Unreachable.Contains(member),
                board.LoadOf(NodeOf(member)))).OrderBy(node => node.Node, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public bool TryDrain(string node)
    {
        if (_cluster.State.Members.FirstOrDefault(member => NodeOf(member) == node) is not { } member)
        {
            return false;
        }

        _cluster.Leave(member.Address);
        return true;
    }

    private static string NodeOf(Member member) => ClusterSetup.NodeOf(member.Address);
}
