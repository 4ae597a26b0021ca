using Analytics.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Api;

/// <summary><c>/api/v1/cluster</c>.</summary>
internal static class ClusterEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapCluster(this RouteGroupBuilder api)
    {
        var cluster = api.MapGroup("/cluster").WithTags("cluster");
        cluster.MapGet("", List).WithName("listNodes");
        cluster.MapPost("/nodes/{node}/drain", Drain).WithName("drainNode").Fails(StatusCodes.Status404NotFound);
    }

    /// <summary>The nodes of the site.</summary>
    internal static Ok<ClusterView> List(ISiteNodes nodes) => TypedResults.Ok(new ClusterView([.. nodes.List().Select(ClusterNode.Of)]));

    /// <summary>Has a node hand its cameras over, leave and end; that it is done shows in the list of nodes.</summary>
    internal static Results<Accepted, ProblemHttpResult> Drain(string node, ISiteNodes nodes) => nodes.TryDrain(node)
        ? TypedResults.Accepted(new Uri("/api/v1/cluster", UriKind.Relative))
        : Problems.Of(
            StatusCodes.Status404NotFound,
            $"There is no node '{node}'. The site has {string.Join(", ", nodes.List().Select(view => view.Node))}.");
}
