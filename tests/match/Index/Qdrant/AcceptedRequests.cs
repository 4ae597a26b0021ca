using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The words that a real server has understood: of each request that it carried out, the path and the shape of the body.</summary>
internal sealed partial class AcceptedRequests
{
    // Words that mean the same in every request that has them.
    private static readonly string[] Shared = ["filter", "params", "with_payload", "with_vector"];

    private readonly HashSet<string> _words = [];

    public AcceptedRequests(IEnumerable<Exchange> exchanges)
    {
        foreach (var exchange in exchanges.Where(exchange => exchange.Status == 200))
        {
            _words.UnionWith(Words(exchange.Request));
        }
    }

    /// <summary>What the server was never seen to understand.</summary>
    public IReadOnlyList<string> Unknown(LocalRequest request) => [.. Words(request).Where(word => !_words.Contains(word))];

    /// <summary>Method and path with names left out, for example <c>PUT /collections/*/points?wait=true</c>.</summary>
    public static string Route(LocalRequest request) =>
        $"{request.Method} {CollectionName().Replace(request.Path, "/collections/*")}";

    private static IEnumerable<string> Words(LocalRequest request)
    {
        var route = Route(request);

        return request.Body.Length == 0 ? [route] : Words(route, JsonNode.Parse(request.Body)).Prepend(route);
    }

    private static IEnumerable<string> Words(string at, JsonNode? node)
    {
        // A batch is a list of single queries.
        at = at.Replace("/query/batch.searches[]", "/query", StringComparison.Ordinal);
        switch (node)
        {
            case JsonObject members:
                return members.SelectMany(member => member.Key switch
                {
                    // The server stores whatever a payload holds.
                    "payload" => [$"{at}.payload"],
                    "must_not" => Words($"{at}.must", member.Value),
                    _ when Shared.Contains(member.Key) => Words($"any.{member.Key}", member.Value),
                    _ => Words($"{at}.{member.Key}", member.Value),
                });
            case JsonArray items:
                return items.SelectMany(item => Words($"{at}[]", item)).Append($"{at}[]");
            default:
                var kind = node?.GetValueKind() ?? JsonValueKind.Null;
                return [$"{at}: {(kind is JsonValueKind.False ? JsonValueKind.True : kind)}"];
        }
    }

    [GeneratedRegex("(?<=^)/collections/(?!aliases)[^/?]+")]
    private static partial Regex CollectionName();
}
