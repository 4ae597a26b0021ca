using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>
/// Publishes to Kafka. While the broker takes nothing, events wait in a window in memory, then on disk; once it is back they follow in
/// their order. Of what the quota allows nothing is lost, but an event may be sent twice: readers know it by its id.
/// </summary>
public sealed class KafkaPublisher : IEventPublisher, IAsyncDisposable
{
    private const int BatchCount = 2000;
    private const long BatchBytes = 8 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly KafkaOptions _options;
    private readonly KafkaTopics _topics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaOutbox _outbox;
    private readonly Spool _spool;
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _draining;
    private bool _spooling;

    /// <summary>Begins with what an earlier process left in the spool.</summary>
    /// <param name="clients">Reach the brokers.</param>
    /// <param name="options">Window and spool.</param>
    /// <param name="folder">Of the spool.</param>
    /// <param name="time">Measures how long a publisher waits.</param>
    /// <param name="logger">Logs outages and losses.</param>
    /// <exception cref="FailureException">The spool cannot be used.</exception>
    public KafkaPublisher(KafkaClients clients, KafkaOptions options, string folder, TimeProvider time, ILogger<KafkaPublisher> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _topics = new KafkaTopics(options.Prefix);
        _spool = new Spool(folder, (long)options.SpoolMegabytes << 20, OnDropped, logger);
        _outbox = new KafkaOutbox(clients, (long)options.WindowMegabytes << 20, logger);
        if (_spool.Count is > 0 and var waiting)
        {
            _spooling = true;
            BusTelemetry.SpoolSize.Record(_spool.Bytes);
            _logger.LogInformation("The spool '{Folder}' holds {Count} events; they are sent first.", waiting, folder);
            _work.Release();
        }

        _draining = Task.Run(DrainAsync);
    }

    /// <summary>Events that wait on disk.</summary>
    public long Waiting => _spool.Count;

    /// <inheritdoc/>
    public ValueTask PublishAsync(ICameraEvent @event, CancellationToken cancellationToken)
    {
        var record = KafkaRecord.Of(@event, _topics, _time.GetUtcNow());
        if (record.Size > KafkaRecord.LargestValue)
        {
            throw new ArgumentException(
                $"{@event.GetType().Name} has {record.Size} bytes; the limit is {KafkaRecord.LargestValue}.", nameof(@event));
        }

        return TryTake(record) ? ValueTask.CompletedTask : WaitAsync(record, cancellationToken);
    }

    /// <summary>Completes once all that was published has been acknowledged.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _outbox.Changed;
            lock (_gate)
            {
                if (!_spooling && _outbox.IsEmpty)
                {
                    return;
                }
            }

            await Task.WhenAny(changed, Task.Delay(Pause, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Waits some seconds for what is on its way; what was not acknowledged by then goes to the spool, for the next process.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(DrainTimeout, _time);
        try
        {
            await FlushAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _logger.LogWarning("Kafka does not accept the published events; they wait in the spool for the next start.");
        }

        await _closing.CancelAsync();
        await _draining;
        Keep(_outbox.Close());

        _outbox.Dispose();
        _spool.Dispose();
        _closing.Dispose();
        _work.Dispose();
    }

    private void Keep(IReadOnlyList<KafkaRecord> left)
    {
        try
        {
            if (left.Count > 0)
            {
                _spool.Prepend(left);
            }
        }
        catch (IOException full)
        {
            BusTelemetry.Dropped.Add(left.Count, new KeyValuePair<string, object?>("reason", "disk"));
            _logger.LogError("Lost {Count} events: the spool cannot be written: {Reason}", left.Count, full.Message);
        }
    }

    private bool TryTake(KafkaRecord record)
    {
        lock (_gate)
        {
            if (!_spooling)
            {
                return _outbox.TrySend(record, spooled: false);
            }

            Append(record);
            return true;
        }
    }

    private async ValueTask WaitAsync(KafkaRecord record, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) is var waited && waited < _options.SpoolAfter)
        {
            var changed = _outbox.Changed;
            if (TryTake(record))
            {
                return;
            }

            await Task.WhenAny(changed, Task.Delay(_options.SpoolAfter - waited, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        lock (_gate)
        {
            if (!_spooling && _outbox.TrySend(record, spooled: false))
            {
                return; // a slow broker has made room meanwhile, but less than is signalled
            }

            if (!_spooling)
            {
                _spooling = true;
                _logger.LogWarning("Kafka at {Servers} is down; events wait on disk.", _options.Servers);
                _work.Release();
            }

            Append(record);
        }
    }

    private void Append(KafkaRecord record)
    {
        try
        {
            _spool.Append(record);
            BusTelemetry.Spooled.Add(1);
            BusTelemetry.SpoolSize.Record(_spool.Bytes);
        }
        catch (IOException full)
        {
            BusTelemetry.Dropped.Add(1, new KeyValuePair<string, object?>("reason", "disk"));
            _logger.LogError("Lost an event: the spool cannot be written: {Reason}", full.Message);
        }
    }

    private void OnDropped(int count)
    {
        BusTelemetry.Dropped.Add(count, new KeyValuePair<string, object?>("reason", "quota"));
        _logger.LogError("The spool is full: lost the oldest {Count} events. Bus:Kafka:SpoolMegabytes sets its size.", count);
    }

    private async Task DrainAsync()
    {
        var closing = _closing.Token;
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await DrainSomeAsync(closing);
            }
            catch (IOException unreadable)
            {
                _logger.LogError("Retrying: the spool cannot be read: {Reason}", unreadable.Message);
                await WaitAsync(Pause, closing);
            }
            catch (Exception fault) when (!closing.IsCancellationRequested)
            {
                _logger.LogError(fault, "Retrying: sending the spool failed");
                await WaitAsync(Pause, closing);
            }
        }
    }

    private async Task DrainSomeAsync(CancellationToken closing)
    {
        bool spooling;
        lock (_gate)
        {
            spooling = _spooling;
        }

        if (_outbox.IsBroken)
        {
            _logger.LogWarning(
                "{Reason}; a new producer sends the unacknowledged events.",
                _outbox.IsRefused ? "Kafka rejects a batch of messages, which are sent one by one" : "The producer failed");
            await WaitAsync(Pause, closing);
            _outbox.Rebuild();
        }
        else if (_outbox.CanBatchAgain)
        {
            _outbox.Rebuild();
        }
        else if (spooling && _spool.Peek(BatchCount, BatchBytes) is { } batch)
        {
            await SendAsync(batch, closing);
        }
        else if (spooling)
        {
            CatchUp();
        }
        else
        {
            await WaitForWorkAsync(closing);
        }
    }

    private async Task SendAsync(SpoolBatch batch, CancellationToken closing)
    {
        foreach (var record in batch.Records)
        {
            _outbox.TrySend(record, spooled: true);
        }

        while (!closing.IsCancellationRequested)
        {
            var changed = _outbox.Changed;
            if (_outbox.IsEmpty)
            {
                _spool.Remove(batch);
                BusTelemetry.SpoolSize.Record(_spool.Bytes);
                return;
            }

            if (_outbox.IsBroken)
            {
                await WaitAsync(Pause, closing);
                _outbox.Rebuild();
            }

            await Task.WhenAny(changed, WaitAsync(Pause, closing));
        }
    }

    private void CatchUp()
    {
        lock (_gate)
        {
            if (_spool.Count == 0)
            {
                _spooling = false;
                BusTelemetry.SpoolSize.Record(_spool.Bytes);
                _logger.LogInformation("Kafka is back; the spool is empty.");
            }
        }
    }

    // Looks up now and then: a producer may break while nothing waits on disk.
    private async Task WaitForWorkAsync(CancellationToken closing) =>
        await ((Task)_work.WaitAsync(Pause, closing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WaitAsync(TimeSpan pause, CancellationToken closing) =>
        await Task.Delay(pause, _time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
