using System.Text.Json.Nodes;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The fake is as good as what a real server answered to the same requests in the same order.</summary>
public sealed class FakeQdrantSpec
{
    // What the adapter does not ask for.
    private static readonly string[] Beyond =
    [
        "groups", "facet", "snapshot", "cluster", "ordered by time", "batch update", "query by id", "retrieve one", "update collection",
        "strict mode",
    ];

    // What differs from run to run, or is not used.
    private static readonly string[] Passing =
        ["time", "version", "commit", "operation_id", "optimizer_status", "segments_count", "update_queue", "points", "usage"];

    [Fact]
    public void It_answers_what_a_real_server_answered()
    {
        FakeQdrant fake = new(Exchanges.Key, Exchanges.ReadOnlyKey);
        var compared = 0;
        foreach (var exchange in Exchanges.All().Where(exchange => !IsBeyond(exchange)))
        {
            var answer = fake.Answer(exchange.Request);

            Assert.True(exchange.Status == answer.Status, $"{exchange.Name}: {answer.Status} instead of {exchange.Status}: {answer.Body}");
            Assert.Equal(exchange.ContentType, answer.ContentType);
            AssertSame(
                exchange.Name, exchange.Body, exchange.ContentType == "application/json" ? JsonNode.Parse(answer.Body) : answer.Body);
            compared++;
        }

        Assert.InRange(compared, 60, 87);
    }

    private static void AssertSame(string where, JsonNode? real, JsonNode? fake)
    {
        switch (real, fake)
        {
            case (JsonObject expected, JsonObject actual):
                var known = expected.Where(member => !IsPassing(where, member.Key)).Select(member => member.Key).ToList();
                foreach (var name in where.Contains("collection info", StringComparison.Ordinal) ? known.Where(actual.ContainsKey) : known)
                {
                    Assert.True(actual.ContainsKey(name), $"{where}: '{name}' is missing.");
                    AssertSame($"{where}.{name}", expected[name], actual[name]);
                }

                break;
            case (JsonArray expected, JsonArray actual):
                Assert.True(
                    expected.Count == actual.Count, $"{where}: {actual.Count} instead of {expected.Count}: {actual.ToJsonString()}");
                foreach (var (left, right) in expected.Zip(actual))
                {
                    AssertSame(where, left, right);
                }

                break;
            case (JsonValue expected, JsonValue actual) when expected.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                Assert.Equal((double)expected, (double)actual, 1e-5);
                break;
            default:
                // How the parser words what it does not understand is its own affair.
                if ((string?)(real as JsonValue)?.ToString() is not { } text || !text.StartsWith("Format error", StringComparison.Ordinal))
                {
                    Assert.True(JsonNode.DeepEquals(real, fake), $"{where}: {fake?.ToJsonString()} instead of {real?.ToJsonString()}");
                }

                break;
        }
    }

    private static bool IsBeyond(Exchange exchange) =>
        Beyond.Any(word => exchange.Name.Contains(word, StringComparison.Ordinal));

    private static bool IsPassing(string where, string member) =>
        Passing.Contains(member) && !(member == "points" && !where.Contains("payload_schema", StringComparison.Ordinal));
}
