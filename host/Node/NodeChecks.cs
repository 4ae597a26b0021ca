using Akka.Actor;
using Akka.Cluster;
using Analytics.Host.Api;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Bus.Kafka;

namespace Analytics.Host.Node;

/// <summary>What a node needs to be ready.</summary>
internal static class NodeChecks
{
    /// <summary>The site counts it in.</summary>
    public static IReadinessCheck Cluster(ActorSystem system) => new Check("cluster", _ =>
    {
        var self = Akka.Cluster.Cluster.Get(system).SelfMember.Status;
        return new(self == MemberStatus.Up ? null : $"The node is not one of the site's: it is {self.ToString().ToLowerInvariant()}.");
    });

    /// <summary>A broker answers.</summary>
    public static IReadinessCheck Bus(KafkaClients clients) => new Check("bus", _ => new(clients.Fault(TimeSpan.FromSeconds(1.5))));

    /// <summary>The index of faces can be searched.</summary>
    public static IReadinessCheck Index(IFaceIndex index) => new Check(
        "index", async stop => (await index.CountAsync(FaceFilter.All, stop)).Unavailable?.Reason);

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
