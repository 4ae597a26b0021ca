using System.Globalization;
using Analytics.Match.Index.Recall;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>The facts of a Qdrant index besides its number of faces.</summary>
internal static class QdrantFacts
{
    /// <summary>Of the server, the collection, and how searches are done.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        IndexOptions options, string version, string name, string? alias, CollectionInfo info, bool allAnswer, RecallAudit? audit)
    {
        var server = options.Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        List<KeyValuePair<string, string>> facts =
        [
            new("server", $"{server} {version}"),
            new("collection", name),
            new(
                "inUse",
                alias == name ? "yes" : alias is null ? "no: the alias is gone"
                    : $"no: the alias now points at '{alias}'; reopen the index"),
            new("state", info.Status.ToString()),
            new("indexedVectors", Text(info.IndexedVectorsCount)),
            new("shards", Shards(info.Config.Params)),
            new("allReplicasAnswer", allAnswer ? "yes" : "no: erasures wait until they do"),
            new("search", (audit?.Depth ?? SearchDepth.Exact).ToString()),
            new("searchReason", Reason(options, audit)),
        ];
        if (audit is not null)
        {
            facts.Add(new("recallTarget", Text(options.RecallTarget)));
            facts.Add(new("recall", audit.Estimate is { } estimate ? Text(estimate) : "nothing audited yet"));
        }

        return facts;
    }

    private static string Shards(CollectionParams made) => string.Create(
        CultureInfo.InvariantCulture,
        $"{made.ShardNumber}, {made.ReplicationFactor} replicas of each, {made.WriteConsistencyFactor} to confirm a write");

    private static string Reason(IndexOptions options, RecallAudit? audit) =>
        audit is null ? "Index:Exact is set"
        : audit.HasFailed ? "the audit failed: see the log"
        : audit.Depth.IsExact ? "the graph cannot reach the recall target"
        : options.AuditShare > 0 ? "the audit found no reason to search deeper"
        : "not audited: Index:AuditShare is 0";

    private static string Text(RecallEstimate estimate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{estimate.Recall:0.0000} (95 %: {estimate.Lower:0.0000} to {estimate.Upper:0.0000}) in {estimate.Probes} audited searches");

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
