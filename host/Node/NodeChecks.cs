using Akka.Actor;
using Akka.Cluster;
using Analytics.Api;
using Analytics.Bus;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.Node;

/// <summary>What a node needs to be ready.</summary>
internal static class NodeChecks
{
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The site counts it in.</summary>
    public static IHealthChecksBuilder AddCluster(this IHealthChecksBuilder health, Func<ActorSystem> system) =>
        health.AddBounded("cluster", _ =>
    {
        var self = Akka.Cluster.Cluster.Get(system()).SelfMember.Status;
        return new(self == MemberStatus.Up ? null : $"The node is not a member of the site: it is {self.ToString().ToLowerInvariant()}.");
    });

    /// <summary>A broker answers.</summary>
    public static IHealthChecksBuilder AddBroker(this IHealthChecksBuilder health, Func<KafkaClients> clients) =>
        health.AddBounded("bus", _ => new(clients().Fault(BrokerTimeout)));

    /// <summary>The index of faces can be searched.</summary>
    public static IHealthChecksBuilder AddIndex(this IHealthChecksBuilder health, Func<IFaceIndex?> index) => health.AddBounded(
        "index", async stop =>
            index() is { } opened ? (await opened.CountAsync(FaceFilter.All, stop)).Unavailable?.Reason : "it is being opened");

    /// <summary>The database answers.</summary>
    public static IHealthChecksBuilder AddDatabase(this IHealthChecksBuilder health, GalleryDatabase database) =>
        health.AddBounded("database", async stop =>
        {
            await database.VersionAsync(stop);
            return null;
        });
}
