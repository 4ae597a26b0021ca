using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>Reads the latest messages of partitions, up to where they end at that moment.</summary>
internal static class TopicTail
{
    /// <summary>How long a broker may take over an answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The message at one place; none where there is none.</summary>
    /// <param name="consumer">Reads it; of no group's assignment.</param>
    /// <param name="place">The place.</param>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static ConsumeResult<byte[], byte[]>? At(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset place)
    {
        var ends = consumer.QueryWatermarkOffsets(place.TopicPartition, Timeout);
        if (place.Offset < ends.Low || place.Offset >= ends.High)
        {
            return null;
        }

        consumer.Assign(place);
        var read = consumer.Consume(Timeout) ?? throw TimedOut(place.Topic);
        return read.Offset == place.Offset ? read : null;
    }

    /// <summary>The latest messages, each partition's in order.</summary>
    /// <param name="consumer">Reads them; of no group's assignment.</param>
    /// <param name="places">The partitions.</param>
    /// <param name="most">Messages of each.</param>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static IEnumerable<ConsumeResult<byte[], byte[]>> Read(
        IConsumer<byte[], byte[]> consumer, IEnumerable<TopicPartition> places, int most)
    {
        var ends = places.Select(place => (Place: place, Offsets: consumer.QueryWatermarkOffsets(place, Timeout)))
            .Where(end => end.Offsets.High > end.Offsets.Low).ToList();
        var unread = ends.ToDictionary(end => end.Place, end => end.Offsets.High.Value);
        consumer.Assign(ends.Select(end => new TopicPartitionOffset(end.Place, Math.Max(end.Offsets.Low, end.Offsets.High - most))));
        while (unread.Count > 0)
        {
            var read = consumer.Consume(Timeout) ?? throw TimedOut(unread.Keys.First().Topic);
            if (unread.TryGetValue(read.TopicPartition, out var end))
            {
                yield return read;
                if (read.Offset + 1 >= end)
                {
                    unread.Remove(read.TopicPartition);
                }
            }
        }
    }

    private static KafkaException TimedOut(string topic) => new(new Error(ErrorCode.Local_TimedOut, $"topic '{topic}' cannot be read"));
}
