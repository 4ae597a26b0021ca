using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>One collection of a <see cref="FakeQdrant"/>.</summary>
internal sealed class FakeCollection(JsonNode config)
{
    private readonly SortedDictionary<string, FakePoint> _points = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonNode> _fields = [];

    private int Size => (int)config["vectors"]!["size"]!;

    public JsonObject Info() => new()
    {
        ["status"] = "green",
        ["optimizer_status"] = "ok",
        ["indexed_vectors_count"] = 0,
        ["points_count"] = _points.Count,
        ["config"] = new JsonObject { ["params"] = new JsonObject { ["vectors"] = config["vectors"]!.DeepClone() } },
        ["payload_schema"] = new JsonObject(_fields.Select(field => KeyValuePair.Create(
            field.Key, (JsonNode?)new JsonObject { ["data_type"] = (string)field.Value["type"]!, ["params"] = field.Value.DeepClone() }))),
    };

    public void Index(JsonNode body) => _fields[(string)body["field_name"]!] = body["field_schema"]!;

    public void Upsert(JsonArray points)
    {
        var read = points.Select(point => new FakePoint(
            Id(point!["id"]!), Vector(point["vector"]!), point["payload"]?.DeepClone().AsObject() ?? [])).ToList();
        read.ForEach(point => _points[point.Id] = point);
    }

    public void Delete(JsonNode body) => Selected(body).ForEach(point => _points.Remove(point.Id));

    public void SetPayload(JsonNode body)
    {
        foreach (var point in Selected(body))
        {
            foreach (var (name, value) in body["payload"]!.AsObject())
            {
                point.Payload[name] = value?.DeepClone();
            }
        }
    }

    public JsonArray Get(JsonNode body) => new(
    [
        .. body["ids"]!.AsArray().Select(id => _points.GetValueOrDefault(Id(id!))).OfType<FakePoint>()
            .Select(point => Show(point, body)),
    ]);

    public JsonObject Scroll(JsonNode body)
    {
        var (limit, offset) = ((int)body["limit"]!, (string?)body["offset"]);
        var rest = Matching(body["filter"]).Where(point => offset is null || string.CompareOrdinal(point.Id, offset) >= 0).ToList();
        return new JsonObject
        {
            ["points"] = new JsonArray([.. rest.Take(limit).Select(point => Show(point, body))]),
            ["next_page_offset"] = rest.Skip(limit).FirstOrDefault()?.Id,
        };
    }

    public JsonObject Query(JsonNode body, Func<int, bool> misses)
    {
        var probe = Vector(body["query"]!);
        var (limit, offset) = ((int)body["limit"]!, (int?)body["offset"] ?? 0);
        if (limit < 1)
        {
            throw new FakeRefusal(422, $"Validation error in JSON body: [internal.limit: value {limit} invalid, must be 1 or larger]");
        }

        var found = Matching(body["filter"]).Select(point => (Point: point, Score: TensorPrimitives.Dot(probe, point.Vector)))
            .Where(hit => (float?)body["score_threshold"] is not { } least || hit.Score >= least).OrderByDescending(hit => hit.Score);
        var missed = body["params"] is { } asked && (bool?)asked["exact"] != true && misses((int?)asked["hnsw_ef"] ?? 100) ? 1 : 0;
        return new JsonObject
        {
            ["points"] = new JsonArray([.. found.Skip(offset + missed).Take(limit).Select(hit =>
            {
                var shown = Show(hit.Point, body);
                shown["version"] = 0;
                shown["score"] = hit.Score;
                return shown;
            })]),
        };
    }

    /// <summary>The points that pass a filter, in the order of their ids.</summary>
    public IEnumerable<FakePoint> Matching(JsonNode? filter) => _points.Values.Where(FakeFilter.Of(filter));

    private List<FakePoint> Selected(JsonNode body) => body["points"] is { } ids
        ? [.. ids.AsArray().Select(id => _points.GetValueOrDefault(Id(id!))).OfType<FakePoint>()]
        : [.. Matching(body["filter"] ?? throw new FakeRefusal(400, "Format error in JSON body: neither points nor filter"))];

    private static JsonObject Show(FakePoint point, JsonNode body)
    {
        var shown = new JsonObject { ["id"] = point.Id };
        if (body["with_payload"] is JsonArray fields)
        {
            shown["payload"] = new JsonObject(fields.Select(field => (string)field!).Where(point.Payload.ContainsKey).Select(
                field => KeyValuePair.Create(field, point.Payload[field]?.DeepClone())));
        }
        else if (body["with_payload"] is JsonValue whole && whole.GetValue<bool>())
        {
            shown["payload"] = point.Payload.DeepClone();
        }

        if (body["with_vector"] is JsonValue vector && vector.GetValue<bool>())
        {
            shown["vector"] = new JsonArray([.. point.Vector.Select(value => (JsonNode?)JsonValue.Create(value))]);
        }

        return shown;
    }

    private float[] Vector(JsonNode numbers)
    {
        var vector = numbers.AsArray().Select(number => (float)number!).ToArray();
        if (vector.Length != Size)
        {
            throw new FakeRefusal(400, $"Wrong input: Vector dimension error: expected dim: {Size}, got {vector.Length}");
        }

        // As Qdrant does under Cosine: a zero vector stays.
        var norm = TensorPrimitives.Norm(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }

        return vector;
    }

    private static string Id(JsonNode id) =>
        id.GetValueKind() == System.Text.Json.JsonValueKind.String && Guid.TryParse((string?)id, out var uuid)
        ? uuid.ToString()
        : throw new FakeRefusal(
            400, $"Format error in JSON body: value {id} is not a valid point ID, valid values are either an unsigned integer or a UUID");
}

/// <summary>One point.</summary>
internal sealed record FakePoint(string Id, float[] Vector, JsonObject Payload);
