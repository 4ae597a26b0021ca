using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>A message that could not be taken in.</summary>
public sealed class DeadLetter
{
    /// <summary>Prefix of the names of the headers that describe a dead letter.</summary>
    internal const string HeaderPrefix = "dlq-";

    /// <summary>The header with the reason.</summary>
    internal const string ReasonHeader = "dlq-reason";

    /// <summary>The header with the topic that the message came from.</summary>
    internal const string TopicHeader = "dlq-topic";

    /// <summary>The header with its place there, <c>partition/offset</c>.</summary>
    internal const string PlaceHeader = "dlq-place";

    /// <summary>The header with the moment, ISO 8601.</summary>
    internal const string AtHeader = "dlq-at";

    private readonly ConsumeResult<byte[], byte[]> _read;

    internal DeadLetter(ConsumeResult<byte[], byte[]> read) => _read = read;

    /// <summary>Names it among the others: <c>partition/offset</c>.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{_read.Partition.Value}/{_read.Offset.Value}");

    /// <summary>Why it could not be taken in.</summary>
    public string Reason => Text(ReasonHeader) ?? "It does not say.";

    /// <summary>The topic that it came from; none where it does not say.</summary>
    public string? Topic => Text(TopicHeader);

    /// <summary>Its place there, <c>partition/offset</c>.</summary>
    public string? Place => Text(PlaceHeader);

    /// <summary>When it was put aside.</summary>
    public DateTimeOffset At =>
        DateTimeOffset.TryParse(Text(AtHeader), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at
            : _read.Message.Timestamp.UtcDateTime;

    /// <summary>Its key: the camera.</summary>
    public string Camera => Encoding.UTF8.GetString(_read.Message.Key ?? []);

    /// <summary>The type of the event; none where it is none.</summary>
    public string? Type => KafkaRecord.TypeOf(_read.Message);

    /// <summary>Bytes of its value.</summary>
    public int Bytes => _read.Message.Value?.Length ?? 0;

    /// <summary>What is wrong with it by the rules of this version; none where it would be read today.</summary>
    public string? Fault => KafkaRecord.Read(_read.Message).Fault;

    /// <summary>The message as it was.</summary>
    internal Message<byte[], byte[]> Original()
    {
        var headers = new Headers();
        foreach (var header in _read.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal))
            {
                headers.Add(header.Key, header.GetValueBytes());
            }
        }

        return new() { Key = _read.Message.Key!, Value = _read.Message.Value!, Headers = headers };
    }

    private string? Text(string header) => KafkaRecord.Header(_read.Message.Headers, header);
}
