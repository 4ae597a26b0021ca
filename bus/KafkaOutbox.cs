using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>
/// What is on its way to the broker: each message until it was acknowledged, so that all can be sent again, in their order, by another
/// producer where the first one is beyond repair. The broker refuses a batch as a whole when it is too large: then each message is sent
/// alone, and only what is refused alone is lost. Thread-safe.
/// </summary>
/// <param name="producers">Make producers: of batches of so many bytes, or of single messages; errors that are no message's are
/// reported.</param>
/// <param name="limitOf">Bytes that a topic takes; none where that is not known.</param>
/// <param name="window">Bytes that may be on their way.</param>
/// <param name="logger">Logs rejected messages.</param>
internal sealed class KafkaOutbox(
    Func<int?, Action<Error>, IProducer<byte[], byte[]>> producers, Func<string, long?> limitOf, long window, ILogger logger) : IDisposable
{
    private const int MostAcknowledged = 4096;
    private const int LeastBatchBytes = KafkaRecord.LargestValue;
    private readonly Lock _gate = new();
    private readonly List<Sent> _sent = [];
    private readonly long _room = window - Math.Min(window / 8, 256 << 10); // who waits for room is woken once there is this much
    private IProducer<byte[], byte[]>? _producer;
    private TaskCompletionSource? _changed;
    private int _unacknowledged;
    private long _bytes;
    private int _generation;
    private int _batchBytes = KafkaClients.MostBatchBytes;
    private bool _isOneByOne;
    private string? _refusedTopic; // of a batch: all of it is sent again, one by one
    private long? _limit;

    /// <summary>For the topics of <paramref name="clients"/>.</summary>
    public KafkaOutbox(KafkaClients clients, long window, ILogger logger)
        : this((batch, onError) => clients.Producer(idempotent: true, onError, batch), clients.LimitOf, window, logger)
    {
    }

    /// <summary>Whether nothing is on its way.</summary>
    public bool IsEmpty => Volatile.Read(ref _unacknowledged) == 0;

    /// <summary>Whether the producer is beyond repair; <see cref="Rebuild"/> makes another one.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether it is broken because a batch was refused.</summary>
    public bool IsRefused => Volatile.Read(ref _refusedTopic) is not null;

    /// <summary>Whether all that had to be sent alone is through; <see cref="Rebuild"/> then goes back to batches, smaller ones.</summary>
    public bool CanBatchAgain => Volatile.Read(ref _isOneByOne) && IsEmpty;

    /// <summary>Completes when nothing is on its way, there is room again, or the producer broke, after this was asked for.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Sends, where there is room.</summary>
    /// <param name="record">The message.</param>
    /// <param name="spooled">Whether the spool holds it, too: then there always is room.</param>
    /// <returns>Whether there was room.</returns>
    public bool TrySend(KafkaRecord record, bool spooled)
    {
        lock (_gate)
        {
            var bytes = Volatile.Read(ref _bytes);
            if (!spooled && bytes > 0 && bytes + record.Size > window)
            {
                return false;
            }

            if (_sent.Count > 2 * Volatile.Read(ref _unacknowledged) + MostAcknowledged)
            {
                _sent.RemoveAll(sent => sent.Record is null);
            }

            var message = new Sent(record, spooled);
            _sent.Add(message);
            Interlocked.Increment(ref _unacknowledged);
            Interlocked.Add(ref _bytes, record.Size);
            if (!IsBroken)
            {
                Produce(message, record); // else it would overtake those before it, which are sent again
            }

            return true;
        }
    }

    /// <summary>Replaces a broken producer; what was not acknowledged is sent again, in order.</summary>
    public void Rebuild()
    {
        if (Volatile.Read(ref _refusedTopic) is { } topic)
        {
            _limit = limitOf(topic);
        }

        IProducer<byte[], byte[]>? old;
        lock (_gate)
        {
            (old, _producer) = (_producer, null);
            _generation++;
            IsBroken = false;
            _batchBytes = _refusedTopic is null ? _batchBytes : Math.Max(LeastBatchBytes, _batchBytes / 2);
            _isOneByOne = _refusedTopic is not null || (_isOneByOne && !IsEmpty);
            _refusedTopic = null;
            foreach (var message in _sent)
            {
                if (message.Record is { } record)
                {
                    Produce(message, record);
                }
            }
        }

        old?.Dispose();
    }

    /// <summary>What was not acknowledged and is not in the spool, in order. Nothing more is sent or reported.</summary>
    public IReadOnlyList<KafkaRecord> Close()
    {
        IProducer<byte[], byte[]>? old;
        lock (_gate)
        {
            (old, _producer) = (_producer, null);
            _generation++;
        }

        old?.Dispose(); // what it still reports is acknowledged
        lock (_gate)
        {
            List<KafkaRecord> left = [.. _sent.Where(message => !message.Spooled).Select(message => message.Record).OfType<KafkaRecord>()];
            _sent.Clear();
            return left;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer?.Dispose();

    private void Produce(Sent message, KafkaRecord record)
    {
        var (generation, isAlone) = (_generation, _isOneByOne);
        _producer ??= producers(isAlone ? null : _batchBytes, error => OnError(error, generation));
        try
        {
            _producer.Produce(record.Topic, record.Message, report => OnReport(message, generation, isAlone, report.Error));
        }
        catch (ProduceException<byte[], byte[]> refused)
        {
            OnReport(message, generation, isAlone: true, refused.Error); // by the client, before it was in any batch
        }
    }

    // Reports come one by one on a thread of the client's, and should not wait for those who send.
    private void OnReport(Sent message, int generation, bool isAlone, Error error)
    {
        if (error.IsError && !KafkaClients.IsRefusal(error.Code))
        {
            Break(generation);
        }
        else if (error.IsError && !isAlone)
        {
            Break(generation, message.Record?.Topic);
        }
        else if (message.Take() is { } record) // else another report came before: after a rebuild, both producers may report
        {
            if (error.IsError)
            {
                BusTelemetry.Dropped.Add(1, new KeyValuePair<string, object?>("reason", "refused"));
                logger.LogError("Kafka rejects a message, which is lost: {Refusal}", record.Refusal(error, _limit));
            }
            else
            {
                BusTelemetry.Delivered.Add(1);
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    logger.LogDebug("Delivered {Id}", KafkaRecord.IdOf(record.Message));
                }
            }

            var left = Interlocked.Add(ref _bytes, -record.Size);
            if (Interlocked.Decrement(ref _unacknowledged) == 0 || (left <= _room && left + record.Size > _room))
            {
                Report();
            }
        }
    }

    private void OnError(Error error, int generation)
    {
        if (error.IsFatal)
        {
            Break(generation);
        }
    }

    private void Break(int generation, string? refusedTopic = null)
    {
        lock (_gate)
        {
            if (generation == _generation)
            {
                IsBroken = true;
                _refusedTopic ??= refusedTopic;
                Report();
            }
        }
    }

    private void Report()
    {
        lock (_gate)
        {
            _changed?.SetResult();
            _changed = null;
        }
    }

    /// <summary>A message on its way.</summary>
    private sealed class Sent(KafkaRecord record, bool spooled)
    {
        private KafkaRecord? _record = record;

        /// <summary>The message; none once it was acknowledged.</summary>
        public KafkaRecord? Record => Volatile.Read(ref _record);

        /// <summary>Whether the spool holds it, too.</summary>
        public bool Spooled => spooled;

        /// <summary>The message, for the first who asks.</summary>
        public KafkaRecord? Take() => Interlocked.Exchange(ref _record, null);
    }
}
