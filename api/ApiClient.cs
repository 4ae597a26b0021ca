using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Contracts;

namespace Analytics.Api;

/// <summary>The API said no, and why.</summary>
public sealed class ApiRefusalException(HttpStatusCode status, string message) : FailureException(KindOf(status), message)
{
    /// <summary>What it answered.</summary>
    public HttpStatusCode Status => status;

    private static FailureKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => FailureKind.NotFound,
        HttpStatusCode.Conflict => FailureKind.Conflict,
        HttpStatusCode.TooManyRequests => FailureKind.Busy,
        >= HttpStatusCode.InternalServerError => FailureKind.Unavailable,
        _ => FailureKind.Invalid,
    };
}

/// <summary>The API does not answer.</summary>
public sealed class ApiUnreachableException(string message) : UnavailableException(message);

/// <summary>The API that a command asks.</summary>
/// <param name="Url">Where it is; none: as configured.</param>
/// <param name="TokenFile">Holds the token; none: the environment does, or the data folder of a node on this machine.</param>
/// <param name="Folder">The data folder of that node.</param>
public sealed record ApiAddress(Uri? Url, string? TokenFile, string Folder);

/// <summary>What commands ask of the API of a node.</summary>
public sealed class ApiClient : IDisposable
{
    // Three heartbeats.
    private static readonly TimeSpan Silence = EventStream.Period * 3;
    private readonly HttpClient _http;

    private ApiClient(Uri url, string? token)
    {
#pragma warning disable CA2000 // The client disposes its handler.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !url.IsLoopback })
#pragma warning restore CA2000
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(30),
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Finds the API and the token for it.</summary>
    /// <exception cref="FailureException">The file of the token cannot be read.</exception>
    public static ApiClient Open(ApiAddress address, ApiOptions options)
    {
        var url = address.Url ?? Reachable(options.Url);
        return new(url, TokenFor(url, address, Environment.GetEnvironmentVariable));
    }

    /// <summary>
    /// The token that an API is shown: that of the command line, else of the environment, else, if it is on this machine, of the data
    /// folder; no other machine is shown that one.
    /// </summary>
    /// <param name="url">The API.</param>
    /// <param name="address">What the command line says.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="FailureException">The file of the token cannot be read.</exception>
    internal static string? TokenFor(Uri url, ApiAddress address, Func<string, string?> variable) =>
        ApiTokens.Load(address.TokenFile, "--token-file", ApiOptions.TokenVariable, variable)
        ?? (url.IsLoopback ? ApiTokenFile.Find(address.Folder) : null);

    /// <summary>Where it is.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>The path of a camera.</summary>
    public static string CameraPath(string id) => $"/api/v1/cameras/{Uri.EscapeDataString(id)}";

    /// <summary>Sends a GET and returns its answer.</summary>
    /// <exception cref="FailureException">The API cannot be reached, or refuses (<see cref="ApiRefusalException"/>).</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken stop) =>
        AskAsync(HttpMethod.Get, path, null, answer, stop);

    /// <summary>Changes something.</summary>
    /// <exception cref="FailureException">As of <see cref="GetAsync{T}"/>.</exception>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken stop) =>
        AskAsync(HttpMethod.Post, path, null, answer, stop);

    /// <summary>Changes something, as the body says.</summary>
    /// <exception cref="FailureException">As of <see cref="GetAsync{T}"/>.</exception>
    public async Task<T> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> kind, JsonTypeInfo<T> answer, CancellationToken stop)
    {
        using var content = JsonContent.Create(body, kind);
        return await AskAsync(HttpMethod.Post, path, content, answer, stop);
    }

    /// <summary>Changes something that has no answer.</summary>
    /// <exception cref="FailureException">As of <see cref="GetAsync{T}"/>.</exception>
    public async Task SendAsync(HttpMethod method, string path, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, null, HttpCompletionOption.ResponseContentRead, stop);
    }

    /// <summary>What happens at the site, until it is stopped.</summary>
    /// <exception cref="FailureException">As of <see cref="GetAsync{T}"/>; the stream ended or has gone silent.</exception>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/v1/events", null, HttpCompletionOption.ResponseHeadersRead, stop);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(Silence);
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        await using var events = SseParser.Create(stream).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
        while (await NextAsync(events, stop))
        {
            silence.CancelAfter(Silence);
            yield return events.Current;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // An address to listen at is none to ask at.
    private static Uri Reachable(Uri url) =>
        url.Host is "0.0.0.0" or "[::]" ? new UriBuilder(url) { Host = "127.0.0.1" }.Uri : url;

    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken stop)
    {
        try
        {
            return await events.MoveNextAsync() ? true : throw Lost("was ended by the node");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Lost("has gone silent");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw Lost("broke off");
        }
    }

    private UnavailableException Lost(string how) =>
        new($"The stream of events of the API at {Url} {how}. Start the command again, or ask another node with --api URL.");

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> answer, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, body, HttpCompletionOption.ResponseContentRead, stop);
        try
        {
            return await response.Content.ReadFromJsonAsync(answer, stop) ?? throw NoApi();
        }
        catch (JsonException)
        {
            throw NoApi();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, HttpCompletionOption completion, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, stop);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {_http.Timeout.TotalSeconds:0} s.");
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiRefusalException(response.StatusCode, await RefusalAsync(response, stop));
        }
    }

    private async Task<string> RefusalAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var detail = await DetailAsync(response, stop);
        const string remedy = $"Name a file that holds one with --token-file FILE, or set the variable {ApiOptions.TokenVariable}. "
            + "The user of a node on this machine needs neither: name the node's data folder with --data DIR.";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when _http.DefaultRequestHeaders.Authorization is null =>
                $"The API at {Url} asks for a token. {remedy}",
            HttpStatusCode.Unauthorized => $"The API at {Url} does not know the token. {remedy}",
            HttpStatusCode.Forbidden => $"The API at {Url} does not allow it: {detail ?? "no reason given."}",
            _ => detail ?? $"The API at {Url} answered {(int)response.StatusCode} {response.ReasonPhrase}. "
                + "Is it a node's? --api URL names another.",
        };
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return null;
        }

        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop));
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ApiUnreachableException Unreachable(string why) => new($"The API at {Url} cannot be reached: {why.TrimEnd('.')}. "
        + "Start a node with the role api there, or name one that runs with --api URL.");

    private UnavailableException NoApi() =>
        new($"What answers at {Url} is not the API of a node of this version. --api URL names another.");
}
