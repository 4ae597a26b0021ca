using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Runtime.Bus.Kafka;

/// <summary>
/// What is on its way to the broker: each message until it was acknowledged, so that all can be sent again, in their order, by another
/// producer where the first one is beyond repair. Thread-safe.
/// </summary>
/// <param name="clients">Make producers.</param>
/// <param name="window">Bytes that may be on their way.</param>
/// <param name="logger">Hears of what the broker refuses.</param>
internal sealed class KafkaOutbox(KafkaClients clients, long window, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (KafkaRecord Record, bool Spooled)> _sent = [];
    private IProducer<byte[], byte[]>? _producer;
    private TaskCompletionSource? _changed;
    private long _next;
    private long _bytes;
    private int _generation;

    /// <summary>Whether nothing is on its way.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _sent.Count == 0;
            }
        }
    }

    /// <summary>Whether the producer is beyond repair; <see cref="Rebuild"/> makes another one.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Completes when a message was acknowledged, or the producer broke, after this was asked for.</summary>
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
            if (!spooled && _bytes > 0 && _bytes + record.Size > window)
            {
                return false;
            }

            _sent.Add(_next, (record, spooled));
            _bytes += record.Size;
            Produce(_next++, record);
            return true;
        }
    }

    /// <summary>Replaces a broken producer; what was not acknowledged is sent again, in order.</summary>
    public void Rebuild()
    {
        IProducer<byte[], byte[]>? old;
        lock (_gate)
        {
            (old, _producer) = (_producer, null);
            _generation++;
            IsBroken = false;
            foreach (var (sequence, message) in _sent.OrderBy(message => message.Key))
            {
                Produce(sequence, message.Record);
            }
        }

        old?.Dispose();
    }

    /// <summary>What was not acknowledged and is not in the spool, in order. Nothing more is sent or heard of.</summary>
    public IReadOnlyList<KafkaRecord> Close()
    {
        IProducer<byte[], byte[]>? old;
        List<KafkaRecord> left;
        lock (_gate)
        {
            (old, _producer) = (_producer, null);
            _generation++;
            left = [.. _sent.Where(message => !message.Value.Spooled).OrderBy(message => message.Key).Select(message => message.Value.Record)];
            _sent.Clear();
            _bytes = 0;
        }

        old?.Dispose();
        return left;
    }

    /// <inheritdoc/>
    public void Dispose() => _producer?.Dispose();

    private void Produce(long sequence, KafkaRecord record)
    {
        var generation = _generation;
        _producer ??= clients.Producer(idempotent: true, error => OnError(error, generation));
        try
        {
            var id = logger.IsEnabled(LogLevel.Debug) ? KafkaRecord.IdOf(record.Message) : null;
            _producer.Produce(record.Topic, record.Message, report => OnReport(sequence, generation, report.Error, id));
        }
        catch (ProduceException<byte[], byte[]> refused)
        {
            OnReport(sequence, generation, refused.Error, null);
        }
    }

    private void OnReport(long sequence, int generation, Error error, string? id)
    {
        lock (_gate)
        {
            if (generation != _generation || !_sent.TryGetValue(sequence, out var message))
            {
                return;
            }

            if (error.IsError && !IsRefusal(error.Code))
            {
                IsBroken = true;
            }
            else
            {
                _sent.Remove(sequence);
                _bytes -= message.Record.Size;
                if (error.IsError)
                {
                    BusTelemetry.Dropped.Add(1, new KeyValuePair<string, object?>("reason", "refused"));
                    logger.LogError("Kafka refuses a message of {Size} bytes for '{Topic}': {Reason}", message.Record.Size, message.Record.Topic, error.Reason);
                }
                else
                {
                    BusTelemetry.Delivered.Add(1);
                    if (id is not null)
                    {
                        logger.LogDebug("Delivered {Id}", id);
                    }
                }
            }

            Tell();
        }
    }

    private void OnError(Error error, int generation)
    {
        lock (_gate)
        {
            if (error.IsFatal && generation == _generation)
            {
                IsBroken = true;
                Tell();
            }
        }
    }

    private void Tell()
    {
        _changed?.SetResult();
        _changed = null;
    }

    // What would be refused again; all else is a matter of time.
    private static bool IsRefusal(ErrorCode code) =>
        code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord;
}
