using System.Globalization;
using Analytics.Contracts;
using Confluent.Kafka;

namespace Analytics.Bus;

/// <summary>Reads the dead letters, and sends them again.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">The topics.</param>
public sealed class DeadLetterBox(KafkaClients clients, KafkaOptions options)
{
    private readonly string _topic = KafkaTopics.DeadLettersOf(new KafkaTopics(options.Prefix).Observed);

    /// <summary>The latest dead letters, oldest first.</summary>
    /// <param name="limit">How many to list.</param>
    /// <exception cref="FailureException">No broker answers, or there is no such topic.</exception>
    public IReadOnlyList<DeadLetter> List(int limit)
    {
        try
        {
            return [.. Read(limit).OrderBy(letter => letter.At).TakeLast(limit)];
        }
        catch (KafkaException failed)
        {
            throw Failed(failed);
        }
    }

    /// <summary>One of them; none where there is none of that id.</summary>
    /// <param name="id">PARTITION/OFFSET.</param>
    /// <exception cref="FailureException">No broker answers, or there is no such topic.</exception>
    public DeadLetter? Find(string id)
    {
        if (id.Split('/') is not [var number, var position]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return null;
        }

        try
        {
            using var consumer = clients.Consumer($"{options.Group}-dlq", null).Build();
            return Places(consumer).Where(place => place.Partition.Value == partition)
                .Select(place => TopicTail.At(consumer, new(place, offset))).OfType<ConsumeResult<byte[], byte[]>>()
                .Select(read => new DeadLetter(read)).SingleOrDefault();
        }
        catch (KafkaException failed)
        {
            throw Failed(failed);
        }
    }

    /// <summary>Sends a dead letter to the topic that it came from; completes once that is safe.</summary>
    /// <exception cref="FailureException">It does not say where it came from, or the broker does not take it.</exception>
    public async Task ReplayAsync(IReadOnlyList<DeadLetter> letters)
    {
        using var producer = clients.Producer(idempotent: false);
        try
        {
            foreach (var letter in letters)
            {
                var topic = letter.Topic ?? throw new InvalidException($"Dead letter {letter.Id} does not name its topic.");
                await producer.ProduceAsync(topic, letter.Original()).WaitAsync(TopicTail.Timeout);
            }
        }
        catch (KafkaException failed)
        {
            throw Failed(failed);
        }
        catch (TimeoutException)
        {
            throw new UnavailableException(
                $"Kafka at {options.Servers} does not accept a dead letter. Start it, or correct Bus:Kafka:Servers.");
        }
    }

    private List<DeadLetter> Read(int limit)
    {
        using var consumer = clients.Consumer($"{options.Group}-dlq", null).Build();
        return [.. TopicTail.Read(consumer, Places(consumer), limit).Select(read => new DeadLetter(read))];
    }

    private IEnumerable<TopicPartition> Places(IConsumer<byte[], byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(_topic, TopicTail.Timeout).Topics.Single();
        if (topic.Error.IsError)
        {
            throw new UnavailableException($"Kafka at {options.Servers} has no dead letters in '{_topic}': {topic.Error.Reason}. "
                + "Either nothing was ever matched there, or Bus:Kafka:Prefix differs.");
        }

        return topic.Partitions.Select(partition => new TopicPartition(_topic, partition.PartitionId));
    }

    private UnavailableException Failed(KafkaException failed) => new(
        $"Kafka at {options.Servers} failed on '{_topic}': {failed.Error.Reason}. Start it, or correct Bus:Kafka.");
}
