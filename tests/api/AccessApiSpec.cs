using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using Analytics.Api;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary>Who may ask the API, and who may change something.</summary>
public sealed class AccessApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const string Read = ApiRig.ReadToken;
    private const string Write = ApiRig.WriteToken;
    private readonly string _data = folders.Create(Guid.NewGuid().ToString("N"));

    public static TheoryData<string, string, bool> Endpoints => new()
    {
        { "GET", "/api/v1/cameras", false }, { "GET", "/api/v1/cameras/gate", false }, { "POST", "/api/v1/cameras", true },
        { "DELETE", "/api/v1/cameras/gate", true }, { "POST", "/api/v1/cameras/gate/pause", true },
        { "POST", "/api/v1/cameras/gate/resume", true },
        { "POST", "/api/v1/cameras/gate/move", true }, { "GET", "/api/v1/cluster", false },
        { "POST", $"/api/v1/cluster/nodes/{SiteNodes.Second}/drain", true }, { "GET", "/api/v1/events", false },
        { "GET", "/openapi/v1.json", false },
        { "GET", "/API/V1/cameras", false }, { "GET", "/api/v1/nothing", false },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task To_ask_takes_a_token_and_to_change_takes_that_for_writing(string method, string path, bool changes)
    {
        await using var api = await ApiRig.StartAsync(folders, tokens: true);

        async Task<(int, string, string)> AskAsync(string? token)
        {
            using var response = await api.AskAsync(
                new HttpMethod(method), path, changes ? JsonContent.Create(new { node = "x" }) : null, token);
            var status = (int)response.StatusCode;
            var detail = status is 401 or 403 ? (await ApiRig.ProblemAsync(status, response)).Detail : "";
            return (status is 401 or 403 ? status : 0, response.Headers.WwwAuthenticate.ToString(), detail);
        }

        Assert.Equal((401, "Bearer", "No token: send the header 'Authorization: Bearer TOKEN'."), await AskAsync(null));
        foreach (var wrong in (string[])[Read + "x", Write[..^1], "", Read.ToUpperInvariant()])
        {
            Assert.Equal((401, "Bearer error=\"invalid_token\"", "Unknown token."), await AskAsync(wrong));
        }

        Assert.Equal(
            changes ? (403, "Bearer error=\"insufficient_scope\"", "The read token cannot change anything. Send the write token.")
                : (0, "", ""),
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
    [InlineData(null, null)]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Real-IP", "192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Where_no_token_is_set_that_of_the_data_folder_is_needed_even_on_the_same_machine(string? header, string? value)
    {
        await using var api = await ApiRig.StartAsync(folders);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(api.Url) };

        async Task<HttpStatusCode> AskAsync(string? token)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/cameras");
            request.Headers.Authorization = token is null ? null : new("Bearer", token);
            if (header is not null)
            {
                request.Headers.Add(header, value);
            }

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(api.OwnToken));
    }

    [Theory]
    [InlineData(
        "http://0.0.0.0:7440", null, null, "there is no token for writing. Put one into a file and name that in Api:WriteTokenFile")]
    [InlineData("http://10.0.0.1:7440", Read, null, "there is no token for writing")]
    [InlineData("http://node-1:7440", null, null, "there is no token for writing")]
    [InlineData("http://127.0.0.1:7440", Read, null, "There is a token for reading the API, but none for writing.")]
    [InlineData("http://127.0.0.1:7440", Write, Write, "are the same")]
    [InlineData("http://127.0.0.1:7440", null, "short", "at least 16 letters")]
    [InlineData("http://127.0.0.1:7440", null, "0123456789 0123456789", "without spaces")]
    [InlineData("https://127.0.0.1:7440", null, null, "run a proxy in front of it")]
    [InlineData("http://127.0.0.1:7440/under", null, null, "Api:Url must be http://ADDRESS:PORT")]
    public void What_would_be_open_to_others_or_cannot_work_is_refused_at_the_start(string url, string? read, string? write, string remedy)
    {
        var fault = Assert.ThrowsAny<FailureException>(() => Load(url, read, write));

        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7440", null, null, true)]
    [InlineData("http://[::1]:7440", null, null, true)]
    [InlineData("http://localhost:7440", null, null, true)]
    [InlineData("http://127.0.0.1:7440", null, Write, false)]
    [InlineData("http://0.0.0.0:7440", Read, Write, false)]
    public void A_token_is_made_at_a_loopback_address_where_none_is_set(string url, string? read, string? write, bool made)
    {
        var tokens = Load(url, read, write);

        Assert.Equal(made, File.Exists(ApiTokenFile.In(_data)));
        Assert.Equal(ApiRight.Write, tokens.RightOf($"Bearer {(made ? File.ReadAllText(ApiTokenFile.In(_data)).Trim() : Write)}"));
        Assert.Equal(ApiRight.None, tokens.RightOf(null));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_token_of_the_data_folder_stays_until_others_may_have_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        var first = ApiTokenFile.Ensure(_data);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ApiTokenFile.In(_data)));
        Assert.Equal(first, ApiTokenFile.Ensure(_data));
        Assert.Equal(first, ApiTokenFile.Find(_data));

        Assert.True(FileIdentity.OfPath(ApiTokenFile.In(_data))!.Value.IsOurs);
        File.SetUnixFileMode(ApiTokenFile.In(_data), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.NotEqual(first, ApiTokenFile.Ensure(_data));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ApiTokenFile.In(_data)));
        Assert.Equal(["api.token", "api.token.lock"], Directory.EnumerateFiles(_data).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Nodes_that_start_together_share_the_token_of_their_data_folder()
    {
        await TheyShareATokenAsync();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Nodes_that_start_together_share_the_token_that_replaces_one_open_to_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        var open = ApiTokenFile.Ensure(_data);
        File.SetUnixFileMode(ApiTokenFile.In(_data), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.NotEqual(open, await TheyShareATokenAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.1:7440", null, true)]
    [InlineData("http://localhost:7440", null, true)]
    [InlineData("http://[::1]:7440", null, true)]
    [InlineData("http://127.0.0.1:7440", Write, false)]
    [InlineData("http://192.0.2.1:7440", null, false)]
    [InlineData("https://localhost.evil.example", null, false)]
    [InlineData("http://127.0.0.1.evil.example:7440", null, false)]
    public void A_command_shows_the_token_of_the_data_folder_to_its_own_machine_alone(string url, string? set, bool shown)
    {
        var own = ApiTokenFile.Ensure(_data);

        Assert.Equal(
            shown ? own : set,
            ApiClient.TokenFor(new Uri(url), new ApiAddress(null, null, _data), name => name == ApiOptions.TokenVariable ? set : null));
    }

    [Fact]
    public void Tokens_come_from_files_before_variables()
    {
        using var file = new TempFile($"  {Write}\n", ".token");
        var tokens = ApiTokens.Load(new ApiOptions { WriteTokenFile = file.Path }, _data, _ => Read);

        Assert.Equal(ApiRight.Write, tokens.RightOf($"Bearer {Write}"));
        Assert.Equal(ApiRight.Read, tokens.RightOf($"bearer {Read}"));
        Assert.Equal(ApiRight.None, tokens.RightOf($"Basic {Write}"));
        Assert.Equal(ApiRight.None, tokens.RightOf(Write));
        var missing = Assert.ThrowsAny<FailureException>(
            () => ApiTokens.Load(new ApiOptions { ReadTokenFile = "/no/token" }, _data, _ => null));
        Assert.Contains("Api:ReadTokenFile '/no/token' cannot be read", missing.Message, StringComparison.Ordinal);
    }

    private async Task<string> TheyShareATokenAsync()
    {
        using var start = new Barrier(16);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return ApiTokenFile.Ensure(_data);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(tokens.Distinct());
        Assert.Equal(64, tokens[0].Length);
        return tokens[0];
    }

    private ApiTokens Load(string url, string? read, string? write) => ApiTokens.Load(
        new ApiOptions { Url = new Uri(url) }, _data, name =>
            name == ApiOptions.ReadTokenVariable ? read : name == ApiOptions.WriteTokenVariable ? write : null);
}
