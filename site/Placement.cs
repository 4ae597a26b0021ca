namespace Analytics.Site;

/// <summary>A node as placement sees it.</summary>
/// <param name="Node">Its address, <c>host:port</c>.</param>
/// <param name="Shards">What it has.</param>
/// <param name="AnalysedFps">The load that it reported; none before its first report.</param>
/// <param name="Cameras">How many cameras that figure is of.</param>
/// <param name="Staleness">How old its frames are when they are done.</param>
internal sealed record PlacedNode(string Node, IReadOnlyCollection<string> Shards, double? AnalysedFps, int Cameras, TimeSpan Staleness)
{
    /// <summary>
    /// Cameras that were given to it a moment ago, and show in no figure yet. Other shards without a camera weigh nothing.
    /// </summary>
    public int Coming { get; init; }

    /// <summary>Those of its shards that may be taken from it: with a camera in it, and none that should be here.</summary>
    public IReadOnlyCollection<string> Movable { get; init; } = [];
}

/// <summary>
/// Which node takes a camera, from what the nodes measure: one whose frames grow old takes none while another is there; among the others
/// the one that analyses least, cameras counted in that were given to it a moment ago.
/// </summary>
internal static class Placement
{
    /// <summary>Frames older than two analysis intervals at the usual six a second mean that a node cannot keep up.</summary>
    public static readonly TimeSpan Overloaded = TimeSpan.FromSeconds(2 / 6.0);

    // Moving one camera must leave the node that it comes from with more than the one that it goes to, or it would come back.
    private const double WorthMoving = 2.5;

    private const int MostAtOnce = 5;

    /// <summary>The node for a shard that has none.</summary>
    /// <param name="nodes">At least one.</param>
    /// <param name="wanted">The node that it should be on; none: any.</param>
    public static string ForNew(IReadOnlyList<PlacedNode> nodes, string? wanted)
    {
        var usual = UsualFps(nodes);
        return nodes.Any(node => node.Node == wanted) ? wanted! : nodes
            .OrderBy(node => node.Staleness > Overloaded).ThenBy(node => Expected(node, usual)).ThenBy(node => node.Shards.Count)
            .ThenBy(node => node.Node, StringComparer.Ordinal).First().Node;
    }

    /// <summary>The shards that should move: those that are on another node than wanted, else some from the busiest node.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="wanted">Shards that should be on a certain node, and are not.</param>
    /// <param name="even">Whether nodes may be evened out now.</param>
    public static IReadOnlyList<string> ToMove(IReadOnlyList<PlacedNode> nodes, IReadOnlyDictionary<string, string> wanted, bool even)
    {
        var misplaced = nodes.SelectMany(node => node.Shards.Where(shard =>
            wanted.TryGetValue(shard, out var other) && other != node.Node)).ToList();
        if (misplaced.Count > 0 || !even || nodes.Count < 2 || nodes.Any(node => node.AnalysedFps is null && node.Shards.Count > 0))
        {
            return misplaced;
        }

        var usual = UsualFps(nodes);
        var from = nodes.Where(node => node is { Cameras: > 1, Movable.Count: > 0 })
            .OrderByDescending(node => node.Staleness > Overloaded).ThenByDescending(node => Expected(node, usual)).FirstOrDefault();
        var to = nodes.OrderBy(node => Expected(node, usual)).First();
        if (from is null || from == to || to.Staleness > Overloaded)
        {
            return [];
        }

        var each = Expected(from, usual) / from.Cameras;
        var gap = Expected(from, usual) - Expected(to, usual);
        return gap > WorthMoving * each
            ? [.. from.Movable.Order(StringComparer.Ordinal).Take(Math.Clamp((int)(gap / each / 2), 1, MostAtOnce))] : [];
    }

    // Where nobody has analysed anything yet, cameras are counted.
    private static double UsualFps(IReadOnlyList<PlacedNode> nodes)
    {
        var (fps, cameras) = (nodes.Sum(node => node.AnalysedFps ?? 0), nodes.Sum(node => node.Cameras));
        return cameras > 0 && fps > 0 ? fps / cameras : 1;
    }

    private static double Expected(PlacedNode node, double usual) =>
        (node.AnalysedFps ?? 0) + usual * node.Coming;
}
