using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// A Qdrant with memory: collections, aliases, points, filters, exact search. FakeQdrantSpec holds it against what a real one answered.
/// </summary>
internal sealed class FakeQdrant(string? key = null, string? readOnlyKey = null)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, FakeCollection> _collections = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>Whether a search through the graph with this <c>hnsw_ef</c> misses its nearest point; no search does by default.</summary>
    public Func<int, bool> Misses { get; set; } = _ => false;

    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    public LocalAnswer Answer(LocalRequest request)
    {
        lock (_gate)
        {
            try
            {
                return Refusal(request) ?? Route(request);
            }
            catch (FakeRefusal refusal)
            {
                return Answer(refusal.Status, refusal.Message);
            }
            catch (JsonException)
            {
                return Answer(400, "Format error in JSON body: it is not JSON");
            }
        }
    }

    private LocalAnswer? Refusal(LocalRequest request) => (request.Path, request.Key) switch
    {
        ("/", _) => LocalAnswer.Json(new JsonObject { ["title"] = "qdrant - vector search engine", ["version"] = "1.18.3" }),
        ("/healthz" or "/livez", _) => new(200, "healthz check passed", "text/plain; charset=utf-8"),
        ("/readyz", _) => new(200, "all shards are ready", "text/plain; charset=utf-8"),
        _ when key is null || request.Key == key => null,
        (_, null) => new(401, "Must provide an API key or an Authorization bearer token", null),
        _ when request.Key != readOnlyKey => new(401, "Invalid API key or JWT", null),
        _ when request.Method != "GET" => Answer(403, "Forbidden: Global manage access is required"),
        _ => null,
    };

    private LocalAnswer Route(LocalRequest request)
    {
        var path = request.Path.Split('?')[0].Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var done = request.Path.EndsWith("?wait=true", StringComparison.Ordinal) ? "completed" : "acknowledged";
        JsonNode? Body() => request.Body.Length == 0 ? null : JsonNode.Parse(request.Body);
        switch (request.Method, path)
        {
            case ("GET", ["collections"]):
                return Ok(new JsonObject { ["collections"] = Array(_collections.Keys.Select(name => new JsonObject { ["name"] = name })) });
            case ("GET", ["aliases"]):
                return Ok(new JsonObject
                {
                    ["aliases"] = Array(_aliases.Select(
                        alias => new JsonObject { ["alias_name"] = alias.Key, ["collection_name"] = alias.Value })),
                });
            case ("POST", ["collections", "aliases"]):
                return ChangeAliases(Body()!["actions"]!.AsArray());
            case ("GET", ["collections", var name, "exists"]):
                return Ok(new JsonObject { ["exists"] = _collections.ContainsKey(_aliases.GetValueOrDefault(name, name)) });
            case ("PUT", ["collections", var name]):
                return Create(name, Body()!);
            case ("DELETE", ["collections", var name]):
                return Ok(JsonValue.Create(_collections.Remove(name)));
            case ("GET", ["collections", var name]):
                return Ok(Find(name).Info());
            case ("PUT", ["collections", var name, "index"]):
                Find(name).Index(Body()!);
                return Updated(done);
            case ("PUT", ["collections", var name, "points"]):
                Find(name).Upsert(Body()!["points"]!.AsArray());
                return Updated(done);
            case ("POST", ["collections", var name, "points"]):
                return Ok(Find(name).Get(Body()!));
            case ("POST", ["collections", var name, "points", "delete"]):
                Find(name).Delete(Body()!);
                return Updated(done);
            case ("POST", ["collections", var name, "points", "payload"]):
                Find(name).SetPayload(Body()!);
                return Updated(done);
            case ("POST", ["collections", var name, "points", "count"]):
                return Ok(new JsonObject { ["count"] = Find(name).Matching(Body()!["filter"]).Count() });
            case ("POST", ["collections", var name, "points", "scroll"]):
                return Ok(Find(name).Scroll(Body()!));
            case ("POST", ["collections", var name, "points", "query"]):
                return Ok(Find(name).Query(Body()!, Misses));
            case ("POST", ["collections", var name, "points", "query", "batch"]):
                var collection = Find(name);
                return Ok(Array(Body()!["searches"]!.AsArray().Select(query => collection.Query(query!, Misses))));
            default:
                return new(404, "", null);
        }
    }

    private FakeCollection Find(string name) =>
        _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name))
        ?? throw new FakeRefusal(404, $"Not found: Collection `{name}` doesn't exist!");

    private LocalAnswer Create(string name, JsonNode body)
    {
        if (_collections.ContainsKey(name))
        {
            return Answer(409, $"Wrong input: Collection `{name}` already exists!");
        }

        if (_aliases.ContainsKey(name))
        {
            return Answer(400, $"Wrong input: Can't create collection with name {name}. Alias with the same name already exists");
        }

        if ((int?)body["vectors"]?["size"] is not > 0 || (string?)body["vectors"]!["distance"] != "Cosine")
        {
            return Answer(400, "Format error in JSON body: data did not match any variant of untagged enum VectorsConfig");
        }

        _collections[name] = new FakeCollection(body.DeepClone());
        return Ok(JsonValue.Create(true));
    }

    private LocalAnswer ChangeAliases(JsonArray actions)
    {
        // All of them or none, as in a server.
        foreach (var action in actions)
        {
            if (action!["create_alias"] is { } created)
            {
                Find((string)created["collection_name"]!);
            }
        }

        foreach (var action in actions)
        {
            if (action!["delete_alias"] is { } deleted)
            {
                _aliases.Remove((string)deleted["alias_name"]!);
            }
            else if (action["create_alias"] is { } created)
            {
                _aliases[(string)created["alias_name"]!] = (string)created["collection_name"]!;
            }
        }

        return Ok(JsonValue.Create(true));
    }

    private static LocalAnswer Updated(string status) => Ok(new JsonObject { ["operation_id"] = 0, ["status"] = status });

    private static LocalAnswer Ok(JsonNode result) =>
        LocalAnswer.Json(new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.0 });

    private static LocalAnswer Answer(int status, string error) =>
        LocalAnswer.Json(new JsonObject { ["status"] = new JsonObject { ["error"] = error }, ["time"] = 0.0 }, status);

    private static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);
}

/// <summary>A request that the server does not carry out.</summary>
internal sealed class FakeRefusal(int status, string message) : Exception(message)
{
    public int Status => status;
}
