using Akka.Actor;
using Akka.Cluster;
using Analytics.Api;
using Analytics.Bus;
using Analytics.Match.Index;
using Analytics.Store.Database;

namespace Analytics.Host.Node;

/// <summary>What a node needs to be ready.</summary>
internal static class NodeChecks
{
    /// <summary>The site counts it in.</summary>
    public static IReadinessCheck Cluster(Func<ActorSystem> system) => new Check("cluster", _ =>
    {
        var self = Akka.Cluster.Cluster.Get(system()).SelfMember.Status;
        return new(self == MemberStatus.Up ? null : $"The node is not one of the site's: it is {self.ToString().ToLowerInvariant()}.");
    });

    /// <summary>A broker answers.</summary>
    public static IReadinessCheck Bus(Func<KafkaClients> clients) => new Check("bus", _ => new(clients().Fault(TimeSpan.FromSeconds(1.5))));

    /// <summary>The index of faces can be searched.</summary>
    public static IReadinessCheck Index(Func<IFaceIndex?> index) => new Check(
        "index", async stop => index() is { } opened ? (await opened.CountAsync(FaceFilter.All, stop)).Unavailable?.Reason : "it is being opened");

    /// <summary>The database answers.</summary>
    public static IReadinessCheck Database(GalleryDatabase database) => new Check("database", async stop =>
    {
        await database.VersionAsync(stop);
        return null;
    });

    private sealed class Check(string name, Func<CancellationToken, ValueTask<string?>> fault) : IReadinessCheck
    {
        public string Name => name;

        public ValueTask<string?> FaultAsync(CancellationToken cancellationToken) => fault(cancellationToken);
    }
}
