using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>
/// One message in a file of the spool: length of what follows the eight bytes of the head (u32), CRC-32 of it (u32), topic, key, headers,
/// value; numbers are little-endian, texts UTF-8 with their length before them.
/// </summary>
internal static class SpoolFormat
{
    /// <summary>Bytes before the content.</summary>
    public const int HeadLength = 8;

    private const int LargestContent = 2 << 20;

    /// <summary>The bytes of a message.</summary>
    public static byte[] Write(KafkaRecord record)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(0L);
        writer.Write(record.Topic);
        Put(record.Message.Key);
        var headers = record.Message.Headers ?? [];
        writer.Write(headers.Count);
        foreach (var header in headers)
        {
            writer.Write(header.Key);
            Put(header.GetValueBytes());
        }

        Put(record.Message.Value);
        var written = bytes.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(written, written.Length - HeadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(written.AsSpan(4), Crc32.HashToUInt32(written.AsSpan(HeadLength)));
        return written;

        void Put(byte[]? value)
        {
            writer.Write(value?.Length ?? -1);
            writer.Write(value ?? []);
        }
    }

    /// <summary>The length of the content that a head announces; none where it cannot be one.</summary>
    public static int? ContentLength(ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadInt32LittleEndian(head) is > 0 and <= LargestContent and var length ? length : null;

    /// <summary>Whether the content is what was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == Crc32.HashToUInt32(content);

    /// <summary>The message of a content that <see cref="IsWhole"/>.</summary>
    public static KafkaRecord Read(byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        var topic = reader.ReadString();
        var key = Get();
        var headers = new Headers();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            headers.Add(reader.ReadString(), Get());
        }

        return new(topic, new() { Key = key!, Headers = headers, Value = Get()! });

        byte[]? Get() => reader.ReadInt32() is >= 0 and var length ? reader.ReadBytes(length) : null;
    }
}
