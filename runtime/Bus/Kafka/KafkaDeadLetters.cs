using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Analytics.Runtime.Bus.Kafka;

/// <summary>Takes messages that can never be taken in out of the way, with the reason, into <c>TOPIC.dlq</c>.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="time">Tells when.</param>
internal sealed class KafkaDeadLetters(KafkaClients clients, TimeProvider time) : IDisposable
{
    /// <summary>The header with the reason.</summary>
    public const string ReasonHeader = "dlq-reason";

    /// <summary>The header with the topic that the message came from.</summary>
    public const string TopicHeader = "dlq-topic";

    /// <summary>The header with its place there, <c>partition/offset</c>.</summary>
    public const string PlaceHeader = "dlq-place";

    /// <summary>The header with the moment, ISO 8601.</summary>
    public const string AtHeader = "dlq-at";

    private const int LongestReason = 1000;
    private readonly IProducer<byte[], byte[]> _producer = clients.Producer(_ => { });

    /// <summary>Writes a message down; completes once that is safe.</summary>
    public async Task WriteAsync(ConsumeResult<byte[], byte[]> read, string reason)
    {
        var headers = new Headers();
        foreach (var header in read.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(ReasonHeader, reason.Length <= LongestReason ? reason : reason[..LongestReason]);
        Add(TopicHeader, read.Topic);
        Add(PlaceHeader, string.Create(CultureInfo.InvariantCulture, $"{read.Partition.Value}/{read.Offset.Value}"));
        Add(AtHeader, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        await _producer.ProduceAsync(
            KafkaTopics.DeadLettersOf(read.Topic), new() { Key = read.Message.Key, Value = read.Message.Value, Headers = headers });
        BusTelemetry.DeadLetters.Add(1);

        void Add(string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();
}
