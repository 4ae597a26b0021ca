using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Analytics.Runtime.Bus.Kafka;

/// <summary>Takes messages that can never be taken in out of the way, with the reason, into <c>TOPIC.dlq</c>.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="time">Tells when.</param>
internal sealed class KafkaDeadLetters(KafkaClients clients, TimeProvider time) : IDisposable
{
    private const int LongestReason = 1000;
    private readonly IProducer<byte[], byte[]> _producer = clients.Producer(idempotent: false);

    /// <summary>Writes a message down; completes once that is safe. Of one that is too large for the broker only the headers are kept.</summary>
    public async Task WriteAsync(ConsumeResult<byte[], byte[]> read, string reason)
    {
        var topic = KafkaTopics.DeadLettersOf(read.Topic);
        try
        {
            await _producer.ProduceAsync(topic, Letter(read, reason, read.Message.Value));
        }
        catch (ProduceException<byte[], byte[]> refused) when (refused.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge)
        {
            await _producer.ProduceAsync(topic, Letter(read, $"{reason} (Too large to be kept.)", []));
        }

        BusTelemetry.DeadLetters.Add(1);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private Message<byte[], byte[]> Letter(ConsumeResult<byte[], byte[]> read, string reason, byte[] value)
    {
        var headers = new Headers();
        foreach (var header in read.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(DeadLetter.ReasonHeader, reason.Length <= LongestReason ? reason : reason[..LongestReason]);
        Add(DeadLetter.TopicHeader, read.Topic);
        Add(DeadLetter.PlaceHeader, string.Create(CultureInfo.InvariantCulture, $"{read.Partition.Value}/{read.Offset.Value}"));
        Add(DeadLetter.AtHeader, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        return new() { Key = read.Message.Key, Value = value, Headers = headers };

        void Add(string name, string text) => headers.Add(name, Encoding.UTF8.GetBytes(text));
    }
}
