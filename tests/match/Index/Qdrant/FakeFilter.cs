using System.Globalization;
using System.Text.Json.Nodes;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// Qdrant's filters, as far as they are used: a field that is not there matches nothing, a list where one of its entries does.
/// </summary>
internal static class FakeFilter
{
    public static Func<FakePoint, bool> Of(JsonNode? filter)
    {
        var must = Conditions(filter?["must"]);
        var mustNot = Conditions(filter?["must_not"]);
        return point => must.All(holds => holds(point)) && !mustNot.Any(holds => holds(point));
    }

    private static List<Func<FakePoint, bool>> Conditions(JsonNode? conditions) =>
        conditions is null ? [] : [.. conditions.AsArray().Select(condition => One(condition!))];

    private static Func<FakePoint, bool> One(JsonNode condition)
    {
        if (condition["has_id"] is { } ids)
        {
            var wanted = ids.AsArray().Select(id => (string?)id).ToHashSet();
            return point => wanted.Contains(point.Id);
        }

        var key = (string)condition["key"]!;
        if (condition["match"] is { } match)
        {
            HashSet<string?> values = match["any"] is { } any
                ? [.. any.AsArray().Select(value => (string?)value)]
                : [(string?)match["value"]];
            return point => Values(point.Payload[key]).Any(value => values.Contains((string?)value));
        }

        if (condition["range"] is { } range)
        {
            var (from, to) = (Time(range["gte"]), Time(range["lt"]));
            return point => Values(point.Payload[key]).Any(
                value => Time(value) is { } time && (from is null || time >= from) && (to is null || time < to));
        }

        throw new FakeRefusal(400, "Format error in JSON body: a condition that this fake does not know");
    }

    private static JsonArray Values(JsonNode? field) => field switch { null => [], JsonArray list => list, _ => [field.DeepClone()] };

    private static DateTimeOffset? Time(JsonNode? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse((string?)text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FakeRefusal(400, $"Format error in JSON body: '{text}' does not match accepted datetime format (RFC3339).");
    }
}
