using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Api;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Site;
using Analytics.Store.Database;
using Analytics.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary>The API as a node has it: Kestrel on a port of its own, over a real gallery and board.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    public const string ReadToken = "read-0123456789abcdef";
    public const string WriteToken = "write-0123456789abcdef";
    private readonly WebApplication _app;
    private bool _stopped;

    private ApiRig(WebApplication app, GalleryRig gallery, string data, SiteBoard board, SiteNodes nodes, bool hasTokens)
    {
        (_app, Gallery, Data, Board, Nodes) = (app, gallery, data, board, nodes);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Authorization = hasTokens ? null : new AuthenticationHeaderValue("Bearer", OwnToken);
    }

    public GalleryRig Gallery { get; }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>The token that the API made for itself, where none was set; all that is asked shows it unless said otherwise.</summary>
    public string OwnToken => File.ReadAllText(ApiTokenFile.In(Data)).Trim();

    public string DatabaseFile => Path.Combine(Data, "gallery.db");

    public SiteBoard Board { get; }

    public SiteNodes Nodes { get; }

    public HttpClient Http { get; }

    public string Url => _app.Urls.First();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ApiRig> StartAsync(
        FolderFixture folders, bool tokens = false, TimeProvider? time = null,
        params (string Name, Func<CancellationToken, ValueTask<string?>> Fault)[] checks) =>
        StartAsync(folders, new IngestOptions(), tokens, time, checks);

    public static Task<ApiRig> StartAsync(
        FolderFixture folders, HttpLimits limits, bool tokens = false, TimeProvider? time = null,
        params (string Name, Func<CancellationToken, ValueTask<string?>> Fault)[] checks) =>
        StartAsync(folders, new IngestOptions(), limits, tokens, time, checks);

    public static Task<ApiRig> StartAsync(
        FolderFixture folders, IngestOptions ingest, bool tokens = false, TimeProvider? time = null,
        params (string Name, Func<CancellationToken, ValueTask<string?>> Fault)[] checks) =>
        StartAsync(folders, ingest, new HttpLimits(), tokens, time, checks);

    private static async Task<ApiRig> StartAsync(
        FolderFixture folders, IngestOptions ingest, HttpLimits limits, bool tokens, TimeProvider? time,
        (string Name, Func<CancellationToken, ValueTask<string?>> Fault)[] checks)
    {
        var folder = folders.Create(Guid.NewGuid().ToString("N"));
        var database = Path.Combine(folder, "gallery.db");
        var gallery = await GalleryRig.OpenAsync(new SqliteEngine(database, TimeSpan.FromSeconds(20)), Path.Combine(folder, "master.key"));
        var (board, nodes) = (new SiteBoard(), new SiteNodes());

        // The environment in which ASP.NET says most about faults.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(gallery.Cameras).AddSingleton(board).AddSingleton<ISiteNodes>(nodes);
        builder.Services.AddSingleton(ingest);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var health = builder.Services.AddHealth();
        foreach (var (name, fault) in checks)
        {
            health.AddBounded(name, fault, TimeSpan.FromSeconds(1));
        }

        builder.Services.AddApi(new ApiOptions(), folder, name => (tokens, name) switch
        {
            (true, ApiOptions.ReadTokenVariable) => ReadToken,
            (true, ApiOptions.WriteTokenVariable) => WriteToken,
            _ => null,
        }, limits);
        var app = builder.Build();
        app.MapApi().MapHealth();
        await app.StartAsync(Token);
        return new ApiRig(app, gallery, folder, board, nodes, tokens);
    }

    public async Task StopAsync()
    {
        _stopped = true;
        await _app.StopAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_stopped)
        {
            await _app.StopAsync(CancellationToken.None);
        }

        await _app.DisposeAsync();
        Gallery.Dispose();
    }

    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>What is answered with <paramref name="status"/>, as JSON.</summary>
    public async Task<JsonElement> JsonAsync(int status, HttpMethod method, string path, object? body = null)
    {
        using var response = await AskAsync(method, path, body is null ? null : JsonContent.Create(body));
        return await JsonAsync(status, response);
    }

    public static async Task<JsonElement> JsonAsync(int status, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal(status < 400 ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem that is answered: its field, and its text, which holds nothing of the program's inside.</summary>
    public static async Task<(string? Field, string Detail)> ProblemAsync(int status, HttpResponseMessage response)
    {
        var problem = await JsonAsync(status, response);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        var text = problem.ToString();
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Analytics.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return (problem.TryGetProperty("field", out var field) ? field.GetString() : null, problem.GetProperty("detail").GetString()!);
    }

    /// <summary>Streaming on the first node, or as said.</summary>
    public static CameraStatus Status(string camera, CameraState state = CameraState.Streaming, string reason = "first frame") =>
        new()
        {
            Camera = new CameraId(camera),
            Source = $"rtsp://{camera}.local/1",
            State = state,
            Reason = reason,
            Epoch = new StreamEpoch(1),
            Width = 1280,
            Height = 720,
            ReceivedFps = 12.504,
            AnalysedFps = 9.996,
            Received = 1000,
            ReconnectsLastHour = 1,
            Health = HealthGrade.B,
            Dropped = new Dictionary<string, long> { ["still"] = 180, ["newer"] = 20 },
            Analysed = 800,
            Staleness = TimeSpan.FromMilliseconds(120),
            Lag = TimeSpan.FromMilliseconds(20),
            Node = SiteNodes.First,
        };
}

/// <summary>The nodes of a site; one that is drained is seen leaving some times, then no more.</summary>
internal sealed class SiteNodes : ISiteNodes
{
    public const string First = "10.0.0.1:7441";
    public const string Second = "10.0.0.2:7441";
    public const string Matching = "10.0.0.3:7441";
    private readonly Dictionary<string, NodeView> _nodes = new()
    {
        [First] = new(First, ["api", "vision"], "up", true, new NodeLoad(First, 2, 20.126, TimeSpan.FromMilliseconds(150))),
        [Second] = new(Second, ["vision"], "up", true, new NodeLoad(Second, 1, 10, TimeSpan.FromMilliseconds(90))),
        [Matching] = new(Matching, ["match"], "up", false, null),
    };

    private readonly Dictionary<string, int> _leaving = [];

    public Exception? Fault { get; set; }

    /// <summary>Runs before the nodes are listed.</summary>
    public Action BeforeList { get; set; } = () => { };

    public int SeenLeaving { get; set; } = 2;

    public IReadOnlyList<NodeView> List()
    {
        BeforeList();
        if (Fault is not null)
        {
            throw Fault;
        }

        lock (_nodes)
        {
            foreach (var (node, left) in _leaving.ToList())
            {
                if ((_leaving[node] = left - 1) < 0)
                {
                    _leaving.Remove(node);
                    _nodes.Remove(node);
                }
            }

            return [.. _nodes.Values.OrderBy(node => node.Node, StringComparer.Ordinal)];
        }
    }

    public bool TryDrain(string node)
    {
        lock (_nodes)
        {
            if (!_nodes.TryGetValue(node, out var view))
            {
                return false;
            }

            _nodes[node] = view with { State = "leaving" };
            _leaving[node] = SeenLeaving;
            return true;
        }
    }
}
