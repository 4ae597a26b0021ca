using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Analytics.Runtime.Inference;

/// <summary>A request that waits, and its completion; goes back to its queue when it was awaited.</summary>
internal sealed class InferenceTicket<TRequest>(InferenceQueue<TRequest> queue) : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _completion;
    private Exception? _failure;

    /// <summary>What is asked.</summary>
    public TRequest Request { get; private set; } = default!;

    /// <summary>When it was taken in, a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Since { get; private set; }

    /// <summary>Fills the ticket.</summary>
    public ValueTask Take(TRequest request)
    {
        Request = request;
        Since = Stopwatch.GetTimestamp();
        return new ValueTask(this, _completion.Version);
    }

    /// <summary>
    /// Completes the request, with a failure or without. Who waits for it goes on in the thread pool: on a worker it would keep the model
    /// waiting.
    /// </summary>
    public void Complete(Exception? failure)
    {
        _failure = failure;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        var failure = _failure;
        _failure = null;
        if (failure is null)
        {
            _completion.SetResult(true);
        }
        else
        {
            _completion.SetException(failure);
        }
    }

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        // Refuses a second taking, which would give back a ticket that another request holds by now.
        if (_completion.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The request has not run yet.");
        }

        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            _completion.Reset();
            Request = default!;
            queue.Return(this);
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
