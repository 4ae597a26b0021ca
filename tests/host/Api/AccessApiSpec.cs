using System.Net.Http.Json;
using Analytics.Contracts;
using Analytics.Host.Api;
using Xunit;

namespace Analytics.Tests.Host.Api;

/// <summary>Who may ask the API, and who may change something.</summary>
public sealed class AccessApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const string Read = ApiRig.ReadToken;
    private const string Write = ApiRig.WriteToken;

    public static TheoryData<string, string, bool> Endpoints => new()
    {
        { "GET", "/api/v1/cameras", false }, { "GET", "/api/v1/cameras/gate", false }, { "POST", "/api/v1/cameras", true },
        { "DELETE", "/api/v1/cameras/gate", true }, { "POST", "/api/v1/cameras/gate/pause", true }, { "POST", "/api/v1/cameras/gate/resume", true },
        { "POST", "/api/v1/cameras/gate/move", true }, { "GET", "/api/v1/cluster", false },
        { "POST", $"/api/v1/cluster/nodes/{SiteNodes.Second}/drain", true }, { "GET", "/api/v1/events", false }, { "GET", "/openapi/v1.json", false },
        { "GET", "/API/V1/cameras", false }, { "GET", "/api/v1/nothing", false },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task To_ask_takes_a_token_and_to_change_takes_that_for_writing(string method, string path, bool changes)
    {
        await using var api = await ApiRig.StartAsync(folders, tokens: true);

        async Task<(int, string, string)> AskAsync(string? token)
        {
            using var response = await api.AskAsync(new HttpMethod(method), path, changes ? JsonContent.Create(new { node = "x" }) : null, token);
            var status = (int)response.StatusCode;
            var detail = status is 401 or 403 ? (await ApiRig.ProblemAsync(status, response)).Detail : "";
            return (status is 401 or 403 ? status : 0, response.Headers.WwwAuthenticate.ToString(), detail);
        }

        Assert.Equal((401, "Bearer", "A token is needed: send the header 'Authorization: Bearer TOKEN'."), await AskAsync(null));
        foreach (var wrong in (string[])[Read + "x", Write[..^1], "", Read.ToUpperInvariant()])
        {
            Assert.Equal((401, "Bearer error=\"invalid_token\"", "The token that was sent is none of this API."), await AskAsync(wrong));
        }

        Assert.Equal(
            changes ? (403, "Bearer error=\"insufficient_scope\"", "This token may ask, but change nothing. Send the token for writing.") : (0, "", ""),
            await AskAsync(Read));
        Assert.Equal((0, "", ""), await AskAsync(Write));
    }

    [Fact]
    public async Task A_body_is_not_looked_at_without_a_token()
    {
        await using var api = await ApiRig.StartAsync(folders, tokens: true);

        using var response = await api.AskAsync(HttpMethod.Post, "/api/v1/cameras", new StringContent("nonsense"));

        await ApiRig.ProblemAsync(401, response);
    }

    [Theory]
    [InlineData(null, null, 200)]
    [InlineData("localhost", null, 200)]
    [InlineData("evil.example", null, 403)]
    [InlineData(null, "https://evil.example", 403)]
    [InlineData(null, "own", 200)]
    public async Task Without_tokens_a_web_page_of_another_site_gets_nothing(string? host, string? origin, int status)
    {
        await using var api = await ApiRig.StartAsync(folders);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cameras");
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? api.Url : origin);
        }

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:7440", null, null, "there is no token for writing. Put one into a file and name that in Api:WriteTokenFile")]
    [InlineData("http://10.0.0.1:7440", Read, null, "there is no token for writing")]
    [InlineData("http://node-1:7440", null, null, "there is no token for writing")]
    [InlineData("http://127.0.0.1:7440", Read, null, "There is a token for reading the API, but none for writing.")]
    [InlineData("http://127.0.0.1:7440", Write, Write, "are the same")]
    [InlineData("http://127.0.0.1:7440", null, "short", "at least 16 letters")]
    [InlineData("http://127.0.0.1:7440", null, "0123456789 0123456789", "without a space")]
    [InlineData("https://127.0.0.1:7440", null, null, "put a proxy before it")]
    [InlineData("http://127.0.0.1:7440/under", null, null, "Api:Url must be http://ADDRESS:PORT")]
    public void What_would_be_open_to_others_or_cannot_work_is_refused_at_the_start(string url, string? read, string? write, string remedy)
    {
        var fault = Assert.Throws<UserErrorException>(() => Load(url, read, write));

        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7440", null, null, true)]
    [InlineData("http://[::1]:7440", null, null, true)]
    [InlineData("http://localhost:7440", null, null, true)]
    [InlineData("http://127.0.0.1:7440", null, Write, false)]
    [InlineData("http://0.0.0.0:7440", Read, Write, false)]
    public void Only_a_loopback_address_is_open_without_a_token(string url, string? read, string? write, bool open) =>
        Assert.Equal(open, Load(url, read, write).AreNone);

    [Fact]
    public void Tokens_come_from_files_before_variables()
    {
        using var file = new TempFile($"  {Write}\n", ".token");
        var tokens = ApiTokens.Load(new ApiOptions { WriteTokenFile = file.Path }, _ => Read);

        Assert.Equal(ApiRight.Write, tokens.RightOf($"Bearer {Write}"));
        Assert.Equal(ApiRight.Read, tokens.RightOf($"bearer {Read}"));
        Assert.Equal(ApiRight.None, tokens.RightOf($"Basic {Write}"));
        Assert.Equal(ApiRight.None, tokens.RightOf(Write));
        var missing = Assert.Throws<UserErrorException>(() => ApiTokens.Load(new ApiOptions { ReadTokenFile = "/no/token" }, _ => null));
        Assert.Contains("Api:ReadTokenFile '/no/token' cannot be read", missing.Message, StringComparison.Ordinal);
    }

    private static ApiTokens Load(string url, string? read, string? write) => ApiTokens.Load(
        new ApiOptions { Url = new Uri(url) }, name => name == ApiOptions.ReadTokenVariable ? read : name == ApiOptions.WriteTokenVariable ? write : null);
}
