using Akka.Actor;
using Akka.Cluster;
using Analytics.Contracts;
using Analytics.Host.Site;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Cluster;

/// <summary>Hears what the nodes of the site tell of themselves and of their cameras.</summary>
internal sealed class SiteListener : ReceiveActor
{
    /// <summary>Its name under <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "site";

    /// <summary>Begins.</summary>
    /// <param name="board">Takes what is told.</param>
    /// <param name="known">Remembers the nodes.</param>
    /// <param name="logger">Hears which nodes come and go.</param>
    public SiteListener(SiteBoard board, KnownNodes known, ILogger<SiteListener> logger)
    {
        var cluster = Akka.Cluster.Cluster.Get(Context.System);
        Receive<NodeLoad>(board.OnLoad);
        Receive<CameraStatus>(board.OnStatus);
        Receive<ClusterEvent.MemberUp>(up =>
        {
            logger.LogInformation("Node {Node} is up: {Roles}", NodeOf(up), string.Join(", ", up.Member.Roles.Order()));
            Remember();
        });
        Receive<ClusterEvent.MemberLeft>(left => logger.LogInformation("Node {Node} leaves", NodeOf(left)));
        Receive<ClusterEvent.UnreachableMember>(silent => logger.LogWarning("Node {Node} does not answer", NodeOf(silent)));
        Receive<ClusterEvent.ReachableMember>(back => logger.LogInformation("Node {Node} answers again", NodeOf(back)));
        Receive<ClusterEvent.MemberDowned>(downed => logger.LogWarning("Node {Node} is given up", NodeOf(downed)));
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            logger.LogInformation("Node {Node} is gone", NodeOf(removed));
            board.Forget(NodeOf(removed));
            Remember();
        });

        void Remember()
        {
            try
            {
                known.Write([.. cluster.State.Members.Select(member => ClusterSetup.NodeOf(member.Address))
                    .Where(node => node != ClusterSetup.NodeOf(cluster.SelfAddress))]);
            }
            catch (UserErrorException unwritable)
            {
                logger.LogWarning("The nodes of the site are not remembered: {Reason}", unwritable.Message);
            }
        }

        static string NodeOf(object happened) => ClusterSetup.NodeOf(happened switch
        {
            ClusterEvent.MemberStatusChange change => change.Member.Address,
            ClusterEvent.ReachabilityEvent change => change.Member.Address,
            _ => throw new ArgumentException("It is about no member.", nameof(happened)),
        });
    }

    /// <inheritdoc/>
    protected override void PreStart() => Akka.Cluster.Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent),
        typeof(ClusterEvent.IReachabilityEvent));
}
