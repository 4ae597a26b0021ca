using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>
/// A message of Kafka: a CloudEvent 1.0 in binary mode (Kafka protocol binding), its key the camera, with the trace context of W3C.
/// </summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Message">Key, headers and value.</param>
internal sealed record KafkaRecord(string Topic, Message<byte[], byte[]> Message)
{
    /// <summary>The largest value of a message: an observation with its crop has 12 kB, an alert with all of its evidence 20 kB.</summary>
    public const int LargestValue = 32 * 1024;

    private const string IdHeader = "ce_id";
    private const string TypeHeader = "ce_type";
    private const string TraceHeader = "traceparent";
    private static readonly Header Version = new("ce_specversion", "1.0"u8.ToArray());
    private static readonly Header ContentType = new("content-type", "application/protobuf"u8.ToArray());

    /// <summary>Bytes of key and value.</summary>
    public int Size => (Message.Key?.Length ?? 0) + (Message.Value?.Length ?? 0);

    /// <summary>Which message it is that a broker refuses, and why: for people.</summary>
    /// <param name="error">Why it was refused.</param>
    /// <param name="limit">Bytes that the topic takes; none where that is not known.</param>
    public string Refusal(Error error, long? limit)
    {
        var what = $"'{IdOf(Message)}' of camera '{Encoding.UTF8.GetString(Message.Key ?? [])}', {Size} bytes for '{Topic}'";
        return error.Code is not (ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge) ? $"{what}: {error.Reason}"
            : limit is { } most ? $"{what}, which takes {most}. Raise max.message.bytes of that topic"
            : $"{what}, which takes less. Raise max.message.bytes of that topic";
    }

    /// <summary>The message of an event.</summary>
    public static KafkaRecord Of(ICameraEvent @event, KafkaTopics topics, DateTimeOffset now)
    {
        var camera = @event.Camera.Value;
        var headers = new Headers
        {
            Version,
            { IdHeader, Encoding.UTF8.GetBytes(EventEncoder.IdOf(@event)) },
            { "ce_source", Encoding.UTF8.GetBytes($"/cameras/{Uri.EscapeDataString(camera)}") },
            { TypeHeader, Encoding.UTF8.GetBytes(EventTypes.Of(@event)) },
            { "ce_time", Encoding.UTF8.GetBytes(now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)) },
            ContentType,
        };
        if (((@event as FaceObserved)?.Trace ?? Activity.Current?.Context ?? default) is var trace && trace != default)
        {
            var flags = ((int)trace.TraceFlags).ToString("x2", CultureInfo.InvariantCulture);
            headers.Add(TraceHeader, Encoding.ASCII.GetBytes($"00-{trace.TraceId}-{trace.SpanId}-{flags}"));
        }

        return new(topics.Of(@event),
            new() { Key = Encoding.UTF8.GetBytes(camera), Value = EventEncoder.Encode(@event), Headers = headers });
    }

    /// <summary>The event of a message, or what is wrong with it.</summary>
    public static Decoded Read(Message<byte[], byte[]> message)
    {
        if (message.Value is not { } value)
        {
            return Decoded.Faulty("It has no value.");
        }

        if (value.Length > LargestValue)
        {
            return Decoded.Faulty($"It has {value.Length} bytes; the limit is {LargestValue}.");
        }

        if (TypeOf(message) is not { } type)
        {
            return Decoded.Faulty($"It has no header '{TypeHeader}': it is not a CloudEvent.");
        }

        var decoded = EventDecoder.Decode(type, value);
        return decoded.Event is FaceObserved observed ? new(observed with { Trace = TraceOf(message) }, null) : decoded;
    }

    /// <summary>The span that led to the event, of another process; none where it was not traced.</summary>
    public static ActivityContext TraceOf(Message<byte[], byte[]> message) =>
        ActivityContext.TryParse(Header(message.Headers, TraceHeader), null, isRemote: true, out var trace) ? trace : default;

    /// <summary>Type and id of the event; none where the message is no CloudEvent.</summary>
    public static string? IdOf(Message<byte[], byte[]> message) =>
        Header(message.Headers, IdHeader) is { } id ? $"{TypeOf(message)}/{id}" : null;

    /// <summary>The type of the event; none where the message is no CloudEvent.</summary>
    public static string? TypeOf(Message<byte[], byte[]> message) => Header(message.Headers, TypeHeader);

    internal static string? Header(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
