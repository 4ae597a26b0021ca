using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.Runtime.Inference;

/// <summary>The sizes of a queue.</summary>
/// <param name="Name">Names the queue in metrics and its threads: the model's id.</param>
/// <param name="Capacity">Requests that may wait; who comes later is held back.</param>
/// <param name="Workers">Threads that run batches.</param>
/// <param name="MaxBatch">The most requests in one batch.</param>
public readonly record struct InferenceQueueSizes(string Name, int Capacity, int Workers, int MaxBatch);

/// <summary>Runs a batch of compatible requests; called by several threads at once.</summary>
public delegate void InferenceBatch<TRequest>(ReadOnlySpan<TRequest> batch);

/// <summary>
/// The waiting room before a model, shared by all cameras. A free worker takes the request that waits longest and, up to the batch,
/// others that go with it; it never waits for a batch to fill, and leaves idle workers their share. In the steady state nothing is
/// allocated.
/// </summary>
/// <typeparam name="TRequest">What is asked; results are written to where the request says.</typeparam>
public sealed class InferenceQueue<TRequest> : IAsyncDisposable, IDisposable
{
    private readonly InferenceQueueSizes _sizes;
    private readonly Func<TRequest, TRequest, bool> _compatible;
    private readonly InferenceBatch<TRequest> _run;
    [SuppressMessage(
        "Usage", "CA2213:Disposable fields should be disposed",
        Justification = "Holds no handle; those who still wait for room must be let go.")]
    private readonly SemaphoreSlim _room;
    private readonly Lock _ticketGate = new();
    private readonly Stack<InferenceTicket<TRequest>> _tickets = new();
    private readonly object _gate = new();
    private readonly List<InferenceTicket<TRequest>> _waiting;
    private readonly Thread[] _threads;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KeyValuePair<string, object?> _tag;
    private int _idle;
    private int _alive;
    private bool _closed;

    /// <summary>Starts the workers.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="compatible">Whether a request (second) may join the batch of another (first).</param>
    /// <param name="run">Runs a batch; what it throws fails every request of the batch.</param>
    public InferenceQueue(InferenceQueueSizes sizes, Func<TRequest, TRequest, bool> compatible, InferenceBatch<TRequest> run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(sizes.Capacity, Math.Min(sizes.Workers, sizes.MaxBatch)), 1, nameof(sizes));
        _sizes = sizes;
        _compatible = compatible;
        _run = run;
        _room = new SemaphoreSlim(sizes.Capacity);
        _waiting = new List<InferenceTicket<TRequest>>(sizes.Capacity);
        _tag = new("model", sizes.Name);
        _alive = sizes.Workers;
        _threads = new Thread[sizes.Workers];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"{sizes.Name}-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Requests that wait at this moment.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes a request in, waiting while there is no room, and completes when its batch has run.</summary>
    /// <param name="request">What is asked; it must stay valid until the task has completed.</param>
    /// <param name="cancellationToken">Cancels the wait for room; an accepted request completes.</param>
    /// <returns>Fails with what the batch threw, or with <see cref="ObjectDisposedException"/> once the queue is closed.</returns>
    public ValueTask RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        return _room.Wait(0, CancellationToken.None) ? Enqueue(request) : RunWhenRoomAsync(request, cancellationToken);
    }

    /// <summary>Takes no more requests, runs those that wait, and ends the workers.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _drained.Task;
    }

    /// <summary><see cref="DisposeAsync"/> for those who cannot await.</summary>
    public void Dispose()
    {
        Close();
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private async ValueTask RunWhenRoomAsync(TRequest request, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        await Enqueue(request);
    }

    private ValueTask Enqueue(TRequest request)
    {
        InferenceTicket<TRequest>? ticket;
        lock (_ticketGate)
        {
            _tickets.TryPop(out ticket);
        }

        ticket ??= new InferenceTicket<TRequest>(this);
        var result = ticket.Take(request);
        lock (_gate)
        {
            if (_closed)
            {
                _room.Release();
                return ValueTask.FromException(new ObjectDisposedException(_sizes.Name));
            }

            _waiting.Add(ticket);
            Monitor.Pulse(_gate);
        }

        InferenceTelemetry.QueueLength.Add(1, _tag);
        return result;
    }

    private void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        var tickets = new InferenceTicket<TRequest>[_sizes.MaxBatch];
        var requests = new TRequest[_sizes.MaxBatch];
        int count;
        while ((count = TakeBatch(tickets)) > 0)
        {
            _room.Release(count);
            InferenceTelemetry.QueueLength.Add(-count, _tag);
            InferenceTelemetry.BatchSize.Record(count, _tag);
            for (var i = 0; i < count; i++)
            {
                requests[i] = tickets[i].Request;
                InferenceTelemetry.Wait.Record(Stopwatch.GetElapsedTime(tickets[i].Since).TotalSeconds, _tag);
            }

            RunBatch(tickets.AsSpan(0, count), requests.AsSpan(0, count));
            Array.Clear(requests);
        }

        if (Interlocked.Decrement(ref _alive) == 0)
        {
            _drained.TrySetResult();
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Handed on to those who await the requests.")]
    private void RunBatch(ReadOnlySpan<InferenceTicket<TRequest>> tickets, ReadOnlySpan<TRequest> requests)
    {
        Exception? failure = null;
        try
        {
            _run(requests);
        }
        catch (Exception error)
        {
            failure = error;
        }

        foreach (var ticket in tickets)
        {
            ticket.Complete(failure);
        }
    }

    private int TakeBatch(InferenceTicket<TRequest>[] batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                {
                    return 0;
                }

                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            // While others are idle a large batch on one of them would only make the requests wait for each other.
            var limit = Math.Min(batch.Length, (_waiting.Count + _idle) / (_idle + 1));
            var (taken, kept) = (0, 0);
            for (var i = 0; i < _waiting.Count; i++)
            {
                var ticket = _waiting[i];
                if (taken < limit && (taken == 0 || _compatible(batch[0].Request, ticket.Request)))
                {
                    batch[taken++] = ticket;
                }
                else
                {
                    _waiting[kept++] = ticket;
                }
            }

            _waiting.RemoveRange(kept, _waiting.Count - kept);
            if (kept > 0 && _idle > 0)
            {
                Monitor.Pulse(_gate);
            }

            return taken;
        }
    }

    internal void Return(InferenceTicket<TRequest> ticket)
    {
        lock (_ticketGate)
        {
            _tickets.Push(ticket);
        }
    }
}
