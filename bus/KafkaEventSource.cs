using Analytics.Runtime.Bus;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>
/// Reads what cameras see as a member of a consumer group: cooperative-sticky, so that partitions move one by one. An event's offset is
/// committed after all that follows from it has happened.
/// </summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">The group.</param>
/// <param name="time">Paces the storage of how far it came.</param>
/// <param name="logger">Logs assigned and revoked partitions.</param>
public sealed class KafkaEventSource(
    KafkaClients clients, KafkaOptions options, TimeProvider time, ILogger<KafkaEventSource> logger) : IEventSource
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // For all partitions together: the process may have little time.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private readonly KafkaTopics _topics = new(options.Prefix);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The client is beyond repair.</exception>
    public Task ReadAsync(OpenPartition open, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Read(open, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(OpenPartition open, CancellationToken cancellationToken)
    {
        Dictionary<TopicPartition, PartitionWorker> workers = [];
        using var progress = new KafkaProgress(clients, _topics.Progress, options.Group);
        using var deadLetters = new KafkaDeadLetters(clients, time);
        using var consumer = clients.Consumer(options.Group, options.Instance)
            .SetPartitionsAssignedHandler((member, partitions) => [.. Begin(member, partitions)])
            .SetPartitionsRevokedHandler((member, partitions) => Leave(member, partitions, kept: true))
            .SetPartitionsLostHandler((member, partitions) => Leave(member, partitions, kept: false))
            .Build();
        consumer.Subscribe(_topics.Observed);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                Next(consumer, workers, cancellationToken);
            }
        }
        finally
        {
            consumer.Close();
            EndAll([.. workers.Keys], kept: false);
        }

        IEnumerable<TopicPartitionOffset> Begin(IConsumer<byte[], byte[]> member, List<TopicPartition> partitions)
        {
            var known = Known(member, progress, partitions, cancellationToken);
            foreach (var place in partitions)
            {
                var isKnown = known.TryGetValue(place.Partition, out var before);
                before ??= ReadingProgress.None;
                logger.LogInformation("Consuming partition {Partition} from {From}.", place.Partition.Value, before.From);
                workers[place] = new(
                    place.Partition, open(place.Partition, before), before, progress, deadLetters, done =>
                        Store(member, new(place, done)), time,
                    logger);
                yield return new(place, isKnown ? new Offset(before.From) : Offset.Unset);
            }
        }

        // The client remembers what was paused, and would not read it when it comes back.
        void Leave(IConsumer<byte[], byte[]> member, List<TopicPartitionOffset> partitions, bool kept)
        {
            List<TopicPartition> places = [.. partitions.Select(partition => partition.TopicPartition).Where(workers.ContainsKey)];
            Resume(member, [.. places.Where(place => workers[place].IsFull)]);
            EndAll(places, kept);
        }

        void EndAll(List<TopicPartition> places, bool kept)
        {
            Task.WaitAll([.. places.Select(place => workers[place].LeaveAsync(kept))], DrainTimeout);
            foreach (var place in places)
            {
                workers[place].Dispose();
                workers.Remove(place);
                logger.LogInformation("No longer consuming partition {Partition}.", place.Partition.Value);
            }
        }
    }

    // How far partitions were read. The broker may be away at any time: it is asked until it answers, or nobody wants to know any more.
    private Dictionary<int, ReadingProgress> Known(
        IConsumer<byte[], byte[]> member, KafkaProgress progress, List<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var ends = partitions.ToDictionary(
                    place => place.Partition.Value, place => member.QueryWatermarkOffsets(place, TopicTail.Timeout).High.Value);
                var known = progress.Read([.. ends.Keys]);
                foreach (var (partition, _) in known.Where(read => read.Value.Done > ends[read.Key]))
                {
                    logger.LogWarning(
                        "Partition {Partition} ends before the committed offset; it is consumed as a new partition.", partition);
                }

                return known.Where(read => read.Value.Done <= ends[read.Key]).ToDictionary();
            }
            catch (KafkaException away) when (!away.Error.IsFatal)
            {
                logger.LogWarning("Partitions wait for their committed offsets: {Reason}", away.Error.Reason);
                cancellationToken.WaitHandle.WaitOne(Pause);
            }
        }

        return [];
    }

    private void Next(
        IConsumer<byte[], byte[]> consumer, Dictionary<TopicPartition, PartitionWorker> workers, CancellationToken cancellationToken)
    {
        try
        {
            // Partitions that came while nobody wants them any more were not looked up, and begin at the wrong place.
            if (consumer.Consume(Poll) is { } message && !cancellationToken.IsCancellationRequested
                && workers.TryGetValue(message.TopicPartition, out var worker))
            {
                worker.Post(message);
                if (worker.IsFull)
                {
                    consumer.Pause([message.TopicPartition]);
                }
            }
        }
        catch (ConsumeException failed) when (!failed.Error.IsFatal)
        {
            logger.LogWarning("Retrying: consuming from Kafka failed: {Reason}", failed.Error.Reason);
        }

        foreach (var (place, worker) in workers)
        {
            if (worker.Failure is { } failure)
            {
                throw new InvalidOperationException($"Partition {place.Partition.Value} cannot be consumed.", failure);
            }

            if (worker.IsFull && worker.TryCatchUp())
            {
                consumer.Resume([place]);
            }
        }
    }

    private void Resume(IConsumer<byte[], byte[]> member, List<TopicPartition> places)
    {
        try
        {
            member.Resume(places);
        }
        catch (KafkaException gone)
        {
            logger.LogDebug("Partitions were revoked before they were resumed: {Reason}", gone.Error.Reason);
        }
    }

    private void Store(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset done)
    {
        try
        {
            consumer.StoreOffset(done);
        }
        catch (KafkaException gone) when (gone.Error.Code == ErrorCode.Local_State)
        {
            logger.LogDebug("Partition {Partition} was revoked meanwhile.", done.Partition.Value);
        }
    }
}
