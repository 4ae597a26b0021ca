using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// Asks a Qdrant server. What may pass is tried again with growing, scattered waits: no connection, a broken one, no answer in time,
/// and the statuses 429, 500, 502, 503 and 504. All that we ask for may be done twice. What is left is told as an
/// <see cref="IndexUnavailable"/>; nothing is thrown but for cancellation.
/// </summary>
internal sealed class QdrantConnection : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client;
    private readonly ResiliencePipeline<QdrantAttempt> _pipeline;
    private readonly ResiliencePipeline _timeout;
    private readonly QdrantRefusals _refusals;

    /// <summary>Connects when the first request is made.</summary>
    /// <param name="options">Where and how patiently.</param>
    /// <param name="key">Shown to the server; none where it asks for none.</param>
    /// <param name="firstWait">Before the second attempt; the next waits are twice as long each.</param>
    /// <exception cref="Contracts.FailureException">An option is wrong.</exception>
    public QdrantConnection(IndexOptions options, QdrantApiKey? key, TimeSpan? firstWait = null)
    {
        _client = QdrantHttp.Create(options, key);
        _refusals = new QdrantRefusals(options, hasKey: key is not null);
        var pipeline = new ResiliencePipelineBuilder<QdrantAttempt>();
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<QdrantAttempt>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result?.MayPass == true),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = firstWait ?? FirstWait,
                MaxDelay = LongestWait,
                DelayGenerator = arguments => ValueTask.FromResult(Asked(arguments.Outcome.Result?.RetryAfter)),
                OnRetry = _ =>
                {
                    MatchTelemetry.IndexRetries.Add(1);
                    return ValueTask.CompletedTask;
                },
            });
        }

        _pipeline = pipeline.Build();
        _timeout = new ResiliencePipelineBuilder().AddTimeout(options.Timeout).Build();
    }

    /// <summary>Names the server, for people.</summary>
    public string Server => _refusals.Server;

    /// <summary>A write that was taken and is not durable yet.</summary>
    public IndexUnavailable NotDone(string status) => _refusals.NotDone(status);

    /// <summary>Asks without a body.</summary>
    public ValueTask<IndexAnswer<T>> GetAsync<T>(string path, JsonTypeInfo<T> reply, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, reply, cancellationToken);

    /// <summary>Creates or replaces.</summary>
    public ValueTask<IndexAnswer<T>> PutAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> request, JsonTypeInfo<T> reply, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(body, request), reply, cancellationToken);

    /// <summary>Asks or changes.</summary>
    public ValueTask<IndexAnswer<T>> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> request, JsonTypeInfo<T> reply, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, request), reply, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static TimeSpan? Asked(TimeSpan? retryAfter) => retryAfter > LongestWait ? LongestWait : retryAfter;

    private async ValueTask<IndexAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> reply, CancellationToken cancellationToken)
    {
        var attempt = await _pipeline.ExecuteAsync(
            static (state, token) => state.Self.TryAsync(state.Method, state.Path, state.Body, token),
            (Self: this, Method: method, Path: path, Body: body),
            cancellationToken);
        if (attempt.Status != HttpStatusCode.OK)
        {
            return IndexAnswer.Without<T>(_refusals.Of(attempt));
        }

        try
        {
            return JsonSerializer.Deserialize(attempt.Body, reply) is { } value
                ? IndexAnswer.Of(value)
                : IndexAnswer.Without<T>(_refusals.NotQdrant(path));
        }
        catch (JsonException)
        {
            return IndexAnswer.Without<T>(_refusals.NotQdrant(path));
        }
    }

    private async ValueTask<QdrantAttempt> TryAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            return await _timeout.ExecuteAsync(
                static (state, token) => state.Self.SendOnceAsync(state.Method, state.Path, state.Body, token),
                (Self: this, Method: method, Path: path, Body: body),
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return QdrantAttempt.TooSlow;
        }
        catch (HttpRequestException exception)
        {
            return QdrantAttempt.Broken(exception);
        }
        catch (IOException exception)
        {
            return QdrantAttempt.Broken(new HttpRequestException(exception.Message, exception));
        }
    }

    private async ValueTask<QdrantAttempt> SendOnceAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        }

        using var response = await _client.SendAsync(request, cancellationToken);
        return new QdrantAttempt
        {
            Status = response.StatusCode,
            Body = await response.Content.ReadAsByteArrayAsync(cancellationToken),
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
