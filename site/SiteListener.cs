using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Analytics.Contracts;
using Microsoft.Extensions.Logging;

namespace Analytics.Site;

/// <summary>Receives what the nodes of the site report of themselves and of their cameras.</summary>
public sealed class SiteListener : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Its name under <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "site";

    /// <summary>Starts to listen.</summary>
    /// <param name="board">Receives the reports.</param>
    /// <param name="known">Remembers the nodes.</param>
    /// <param name="logger">Logs which nodes come and go.</param>
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
        Receive<Tick>(_ => Count(cluster.State));
        Receive<ClusterEvent.MemberLeft>(left => logger.LogInformation("Node {Node} is leaving", NodeOf(left)));
        Receive<ClusterEvent.UnreachableMember>(silent =>
        {
            logger.LogWarning("Node {Node} is unreachable", NodeOf(silent));
            board.OnDisturbance();
        });
        Receive<ClusterEvent.ReachableMember>(back =>
        {
            logger.LogInformation("Node {Node} is reachable again", NodeOf(back));
            board.OnDisturbance();
        });
        Receive<ClusterEvent.MemberDowned>(downed =>
        {
            logger.LogWarning("Node {Node} is down", NodeOf(downed));
            ClusterTelemetry.GivenUp.Add(1);
        });
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            logger.LogInformation("Node {Node} has left", NodeOf(removed));
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
            catch (FailureException unwritable)
            {
                logger.LogWarning("The list of known nodes was not saved: {Reason}", unwritable.Message);
            }
        }

        static string NodeOf(object happened) => ClusterSetup.NodeOf(happened switch
        {
            ClusterEvent.MemberStatusChange change => change.Member.Address,
            ClusterEvent.ReachabilityEvent change => change.Member.Address,
            _ => throw new ArgumentException("The event names no member.", nameof(happened)),
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, Interval);
    }

    private static void Count(ClusterEvent.CurrentClusterState state)
    {
        var up = state.Members.Count(member => member.Status == MemberStatus.Up && !state.Unreachable.Contains(member));
        Record(up, "up");
        Record(state.Unreachable.Count, "unreachable");
        Record(state.Members.Count - up - state.Unreachable.Count, "changing");

        static void Record(int nodes, string state) =>
            ClusterTelemetry.Nodes.Record(nodes, new KeyValuePair<string, object?>("state", state));
    }

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}

/// <summary>What nodes report to each other.</summary>
public static class SiteListenerHosting
{
    /// <summary>Takes what the nodes of a site report, and logs which come and go.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="board">Takes it.</param>
    /// <param name="known">Remembers the nodes.</param>
    public static AkkaConfigurationBuilder WithSiteListener(this AkkaConfigurationBuilder akka, SiteBoard board, KnownNodes known) =>
        akka.WithActors((system, _, resolver) =>
        {
            var logger = resolver.GetService<ILogger<SiteListener>>();
            system.ActorOf(Props.Create(() => new SiteListener(board, known, logger)), SiteListener.Name);
        });
}
