using System.Text.Json;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary><c>/openapi/v1.json</c>.</summary>
public sealed class DocumentApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    [Fact]
    public async Task The_document_describes_paths_bodies_problems_and_the_token_and_no_template()
    {
        await using var api = await ApiRig.StartAsync(folders);
        using var response = await api.AskAsync(HttpMethod.Get, "/openapi/v1.json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var document = JsonDocument.Parse(text).RootElement;
        var paths = document.GetProperty("paths");

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "/api/v1/cameras get", "/api/v1/cameras post", "/api/v1/cameras/{id} delete", "/api/v1/cameras/{id} get",
                "/api/v1/cameras/{id}/move post", "/api/v1/cameras/{id}/pause post", "/api/v1/cameras/{id}/resume post",
                "/api/v1/cluster get", "/api/v1/cluster/nodes/{node}/drain post", "/api/v1/events get", "/healthz/live get",
                "/healthz/ready get",
            ],
            Operations(paths).Select(operation => $"{operation.Path} {operation.Method}").Order(StringComparer.Ordinal));
        Assert.Equal(
            "bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme")
                .GetString());
        foreach (var (path, method, operation) in Operations(paths))
        {
            var guarded = path.StartsWith("/api/", StringComparison.Ordinal);
            Assert.Matches("^[a-z]+[A-Za-z]+$", operation.GetProperty("operationId").GetString());
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 0, $"{method} {path} is not explained.");
            Assert.Equal(guarded, operation.TryGetProperty("security", out var security) && security[0].TryGetProperty("bearer", out _));
            Assert.Equal(guarded, Problem(operation, "401") && Problem(operation, "403"));
        }

        var add = paths.GetProperty("/api/v1/cameras").GetProperty("post");
        Assert.All((string[])["400", "409", "413", "422", "415", "503"], status => Assert.True(Problem(add, status), status));
        Assert.True(add.GetProperty("responses").TryGetProperty("201", out _));
        var camera = document.GetProperty("components").GetProperty("schemas").GetProperty("NewCamera");
        Assert.Equal(["id", "source"], camera.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("\"backing-off\"", text, StringComparison.Ordinal);
        var events = paths.GetProperty("/api/v1/events").GetProperty("get").GetProperty("responses").GetProperty("200")
            .GetProperty("content")
            .GetProperty("text/event-stream").GetProperty("schema").GetProperty("oneOf");
        Assert.Equal(
            ["CameraStatusView", "AlertView", "HeartbeatView"],
            events.EnumerateArray().Select(schema => schema.GetProperty("$ref").GetString()!.Split('/')[^1]));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(References(document), name => Assert.True(schemas.TryGetProperty(name, out _), $"{name} is not there."));
        Assert.Equal(
            "date-time",
            schemas.GetProperty("AlertView").GetProperty("properties").GetProperty("firstSeen").GetProperty("format").GetString());
        Assert.True(schemas.GetProperty("ProblemDetails").GetProperty("properties").TryGetProperty("field", out _));
        Assert.DoesNotMatch("(?i)\"[a-z]*(template|vector|embedding)[a-z]*\":", schemas.GetRawText());
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref" } ? [member.Value.GetString()!.Split('/')[^1]] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Problem(JsonElement operation, string status) =>
        operation.GetProperty("responses").TryGetProperty(status, out var answer)
        && answer.GetProperty("content").TryGetProperty("application/problem+json", out _);

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement paths) =>
        paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (path.Name, method.Name, method.Value)));
}
