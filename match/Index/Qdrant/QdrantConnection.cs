using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>One request to Qdrant.</summary>
internal delegate AsyncUnaryCall<T> QdrantCall<T>(QdrantGrpcClient qdrant, CallOptions options);

/// <summary>
/// Asks a Qdrant server over gRPC. What may pass is tried again with growing, scattered waits, or after the wait that the server names
/// (<see cref="QdrantRefusals.MayPass"/>). All that we ask for may be done twice. What is left is reported as an
/// <see cref="IndexUnavailable"/>; nothing is thrown but for cancellation.
/// </summary>
internal sealed class QdrantConnection : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel _channel;
    private readonly QdrantGrpcClient _client;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Connects when the first request is made.</summary>
    /// <param name="options">Where and how patiently.</param>
    /// <param name="key">Shown to the server; none where it asks for none.</param>
    /// <param name="time">For waits and the time limit.</param>
    /// <param name="firstWait">Before the second attempt; the next waits are twice as long each.</param>
    /// <exception cref="Contracts.FailureException">An option is wrong.</exception>
    public QdrantConnection(IndexOptions options, QdrantApiKey? key, TimeProvider time, TimeSpan? firstWait = null)
    {
        _channel = QdrantChannel.Create(options);
        _client = new QdrantGrpcClient(
            key is null ? _channel.CreateCallInvoker() : _channel.CreateCallInvoker().Intercept(key.Sign));
        Refusals = new QdrantRefusals(options, hasKey: key is not null);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<RpcException>(QdrantRefusals.MayPass),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = firstWait ?? FirstWait,
                MaxDelay = LongestWait,
                DelayGenerator = arguments => ValueTask.FromResult(QdrantRefusals.WaitOf(arguments.Outcome.Exception)),
                OnRetry = _ =>
                {
                    MatchTelemetry.IndexRetries.Add(1);
                    return ValueTask.CompletedTask;
                },
            });
        }

        _pipeline = pipeline.AddTimeout(options.Timeout).Build();
    }

    /// <summary>Says what went wrong.</summary>
    public QdrantRefusals Refusals { get; }

    /// <summary>Sends a request, with retries.</summary>
    public async ValueTask<IndexAnswer<T>> AskAsync<T>(QdrantCall<T> call, CancellationToken cancellationToken) =>
        (await AskAsync([call], calls => calls[0], cancellationToken)).Then(answers => answers[0]);

    /// <summary>Asks once for a list; in two halves, each in the same way, where the server finds it too large.</summary>
    public async ValueTask<IndexAnswer<IReadOnlyList<T>>> AskAsync<TItem, T>(
        List<TItem> items, Func<List<TItem>, QdrantCall<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return IndexAnswer.Of<IReadOnlyList<T>>([await SendAsync(call(items), cancellationToken)]);
        }
        catch (RpcException tooLarge) when (items.Count > 1 && QdrantRefusals.IsTooLarge(tooLarge))
        {
            var (first, second) = (items[..(items.Count / 2)], items[(items.Count / 2)..]);
            var before = await AskAsync(first, call, cancellationToken);
            if (before.Unavailable is not null)
            {
                return before;
            }

            var after = await AskAsync(second, call, cancellationToken);
            return after.Then<IReadOnlyList<T>, IReadOnlyList<T>>(answers => [.. before.Value, .. answers]);
        }
        catch (RpcException refused)
        {
            return IndexAnswer.Without<IReadOnlyList<T>>(Refusals.Of(refused));
        }
        catch (TimeoutRejectedException)
        {
            return IndexAnswer.Without<IReadOnlyList<T>>(Refusals.TooSlow());
        }
    }

    /// <summary>Changes points: none when that is done and durable, else why it is not known to be.</summary>
    public async ValueTask<IndexUnavailable?> ChangeAsync(QdrantCall<PointsOperationResponse> call, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(call, cancellationToken);
        return answer.Unavailable ?? Refusals.OfUnfinished([answer.Value]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _channel.Dispose();
    }

    private async ValueTask<T> SendAsync<T>(QdrantCall<T> call, CancellationToken cancellationToken) => await _pipeline.ExecuteAsync(
        static async (state, token) =>
        {
            using var sent = state.Call(state.Client, new CallOptions(cancellationToken: token));
            try
            {
                return await sent.ResponseAsync;
            }
            catch (RpcException) when (token.IsCancellationRequested)
            {
                throw new OperationCanceledException(token);
            }
        },
        (Call: call, Client: _client),
        cancellationToken);
}
