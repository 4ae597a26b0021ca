using System.Globalization;
using System.Text;
using Analytics.Runtime.Bus;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>
/// Keeps how far each partition was read, in a compacted topic of as many partitions: the latest message of each counts. (The offset that a
/// consumer group commits has no room for it.)
/// </summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="topic">The topic.</param>
/// <param name="group">The consumer group whose progress it is; messages of others are passed over.</param>
internal sealed class KafkaProgress(KafkaClients clients, string topic, string group) : IDisposable
{
    private const int MostRead = 1000;
    private readonly IProducer<byte[], byte[]> _producer = clients.Producer(idempotent: false);

    /// <summary>How far partitions were read; those of which nobody ever said are left out.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public IReadOnlyDictionary<int, ReadingProgress> Read(IReadOnlyList<int> partitions)
    {
        using var consumer = clients.Consumer($"{group}-progress", null).Build();
        Dictionary<int, ReadingProgress> latest = [];
        Read(partitions, MostRead);
        if (partitions.Where(partition => !latest.ContainsKey(partition)).ToList() is { Count: > 0 } unknown)
        {
            Read(unknown, int.MaxValue); // others may have written much since
        }

        return latest;

        void Read(IEnumerable<int> those, int most)
        {
            foreach (var read in TopicTail.Read(consumer, those.Select(Place), most))
            {
                if (read.Message.Key is { } key && Encoding.UTF8.GetString(key) == group && Parse(read.Message.Value) is { } progress)
                {
                    latest[read.Partition] = progress;
                }
            }
        }
    }

    /// <summary>Remembers how far a partition was read; completes once that is safe.</summary>
    public Task WriteAsync(int partition, ReadingProgress progress)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{progress.From}\n{progress.Done}\n{string.Join('\n', progress.Reported)}");
        return _producer.ProduceAsync(
            Place(partition), new() { Key = Encoding.UTF8.GetBytes(group), Value = Encoding.UTF8.GetBytes(text.TrimEnd('\n')) });
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private TopicPartition Place(int partition) => new(topic, partition);

    private static ReadingProgress? Parse(byte[]? value)
    {
        var lines = Encoding.UTF8.GetString(value ?? []).Split('\n');
        return lines.Length >= 2 && long.TryParse(lines[0], CultureInfo.InvariantCulture, out var from)
            && long.TryParse(lines[1], CultureInfo.InvariantCulture, out var done) && from <= done
            ? new(from, done, lines[2..])
            : null;
    }
}
