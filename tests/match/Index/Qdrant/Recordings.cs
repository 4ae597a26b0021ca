using System.Text.Json.Nodes;
using Grpc.Core;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>A request to a real server and what it answered.</summary>
/// <param name="Number">Its place in the recording.</param>
/// <param name="Name">What it shows.</param>
/// <param name="Method">For example <c>/qdrant.Points/Upsert</c>.</param>
/// <param name="Key">The API key that went with it.</param>
/// <param name="IsCompressed">Whether it went over the wire in gzip.</param>
/// <param name="Request">The message; none where it was left out, since it was too long or there was none.</param>
/// <param name="Status">What came back.</param>
/// <param name="Detail">The reason, where it is not OK.</param>
/// <param name="RetryAfter">Seconds to wait.</param>
/// <param name="Response">The message that came back; none where it was left out or there was none.</param>
internal sealed record Exchange(
    int Number, string Name, string Method, string? Key, bool IsCompressed, byte[]? Request, StatusCode Status, string Detail,
    string? RetryAfter,
    byte[]? Response)
{
    /// <summary>The answer as it was.</summary>
    public GrpcAnswer Answer => new(
        Status, Detail, Response is null ? null
            : FakeQdrant.MethodOf(Method)!.OutputType.Parser.ParseFrom(Response))
    { RetryAfter = RetryAfter };

    public override string ToString() => $"{Number} '{Name}'";
}

/// <summary>What was recorded of real Qdrants 1.18.3 over gRPC, in order, on empty stores.</summary>
internal static class Recordings
{
    public const string Key = "test-key";
    public const string ReadOnlyKey = "read-key";

    private static string Folder => Environment.GetEnvironmentVariable("ANALYTICS_TEST_QDRANT")
        ?? Path.Combine(Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA") ?? "", "..", "qdrant");

    /// <summary>Whether they are here.</summary>
    public static bool AreHere => File.Exists(Path.Combine(Folder, "grpc.jsonl"));

    /// <summary>One node; skips the running test when it is not here.</summary>
    public static IReadOnlyList<Exchange> OfOneNode() => Read("grpc.jsonl");

    /// <summary>Three nodes, of which one and then two are killed and come back; skips the running test when it is not here.</summary>
    public static IReadOnlyList<Exchange> OfThreeNodes() => Read("cluster.jsonl");

    private static List<Exchange> Read(string name)
    {
        Assert.SkipUnless(
            AreHere, $"The recorded exchanges with Qdrant are not in '{Folder}' (grpc.jsonl, cluster.jsonl); ANALYTICS_TEST_QDRANT names "
                + "the folder.");
        return [.. File.ReadLines(Path.Combine(Folder, name)).Skip(1).Select(line => Read(JsonNode.Parse(line)!))];
    }

    private static Exchange Read(JsonNode exchange)
    {
        var (request, response, metadata) = (exchange["request"]!, exchange["response"]!, exchange["metadata"]!);
        return new Exchange(
            (int)exchange["n"]!, (string)exchange["name"]!, (string)exchange["method"]!, (string?)metadata["api-key"],
            (string?)metadata["grpc-encoding"] == "gzip", Bytes(request), (StatusCode)(int)response["status"]!["code"]!,
            (string?)response["status"]!["message"] ?? "", (string?)response["trailers"]?["retry-after"], Bytes(response));
    }

    private static byte[]? Bytes(JsonNode message) => (string?)message["base64"] is { } text ? Convert.FromBase64String(text) : null;
}
