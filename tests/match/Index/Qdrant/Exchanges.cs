using System.Text.Json.Nodes;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>A request to a real server and what it answered.</summary>
internal sealed record Exchange(string Name, LocalRequest Request, int Status, string? ContentType, JsonNode? Body)
{
    /// <summary>The answer as it was, text or JSON.</summary>
    public LocalAnswer Answer => new(Status, ContentType == "application/json" ? Body!.ToJsonString() : (string?)Body ?? "", ContentType);
}

/// <summary>What was recorded of a real Qdrant 1.18.3, in order, on an empty store.</summary>
internal static class Exchanges
{
    public const string Key = "test-key";
    public const string ReadOnlyKey = "read-key";

    /// <summary>Whether the recording is here.</summary>
    public static bool AreHere => File.Exists(Environment.GetEnvironmentVariable("ANALYTICS_TEST_QDRANT")
        ?? Path.Combine(Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA") ?? "", "..", "qdrant", "exchanges.json"));

    /// <summary>All of them; skips the running test when they are not here.</summary>
    public static IReadOnlyList<Exchange> All()
    {
        var file = Environment.GetEnvironmentVariable("ANALYTICS_TEST_QDRANT")
            ?? Path.Combine(TestData.Folder, "..", "qdrant", "exchanges.json");
        Assert.SkipUnless(
            File.Exists(file), $"The recorded exchanges with Qdrant are not at {file}; ANALYTICS_TEST_QDRANT names the file.");
        return [.. JsonNode.Parse(File.ReadAllText(file))!["exchanges"]!.AsArray().Select(exchange => Read(exchange!))];
    }

    private static Exchange Read(JsonNode exchange)
    {
        var (request, response) = (exchange["request"]!, exchange["response"]!);
        var body = (string?)request["rawBody"] ?? request["body"]?.ToJsonString() ?? "";
        return new Exchange(
            (string)exchange["name"]!,
            new LocalRequest((string)request["method"]!, (string)request["path"]!, (string?)request["apiKey"], body),
            (int)response["status"]!, (string?)response["contentType"], response["body"]);
    }
}
