using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>Takes messages that can never be taken in out of the way, with the reason, into <c>TOPIC.dlq</c>.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="time">The clock for time stamps.</param>
internal sealed class KafkaDeadLetters(KafkaClients clients, TimeProvider time) : IDisposable
{
    private const int LongestReason = 1000;
    private const int LargestKept = 64 * 1024; // of key and headers
    // One too large for the topic takes no other with it.
    private readonly IProducer<byte[], byte[]> _producer = clients.Producer(idempotent: false, batchBytes: null);

    /// <summary>
    /// Writes a message down; completes once that is safe. Of one that is too large for the broker only what is small is kept.
    /// </summary>
    public async Task WriteAsync(ConsumeResult<byte[], byte[]> read, string reason)
    {
        var topic = KafkaTopics.DeadLettersOf(read.Topic);
        try
        {
            await _producer.ProduceAsync(topic, Letter(read, read.Message, reason));
        }
        catch (ProduceException<byte[], byte[]> refused) when (
            refused.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge)
        {
            await _producer.ProduceAsync(topic, Letter(read, SmallOf(read.Message), $"{reason} (Too large to keep.)"));
        }

        BusTelemetry.DeadLetters.Add(1);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private static Message<byte[], byte[]> SmallOf(Message<byte[], byte[]> message)
    {
        var size = (message.Key?.Length ?? 0) + (
            message.Headers?.Sum(header => header.Key.Length + (header.GetValueBytes()?.Length ?? 0)) ?? 0);
        return size <= LargestKept ? new() { Key = message.Key!, Headers = message.Headers, Value = [] } : new() { Value = [] };
    }

    private Message<byte[], byte[]> Letter(ConsumeResult<byte[], byte[]> read, Message<byte[], byte[]> kept, string reason)
    {
        var headers = new Headers();
        foreach (var header in kept.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(DeadLetter.ReasonHeader, reason.Length <= LongestReason ? reason : reason[..LongestReason]);
        Add(DeadLetter.TopicHeader, read.Topic);
        Add(DeadLetter.PlaceHeader, string.Create(CultureInfo.InvariantCulture, $"{read.Partition.Value}/{read.Offset.Value}"));
        Add(DeadLetter.AtHeader, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        return new() { Key = kept.Key!, Value = kept.Value!, Headers = headers };

        void Add(string name, string text) => headers.Add(name, Encoding.UTF8.GetBytes(text));
    }
}
