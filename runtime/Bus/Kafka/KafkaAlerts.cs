using System.Diagnostics.CodeAnalysis;
using Analytics.Contracts;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Runtime.Bus.Kafka;

/// <summary>Tells alerts through Kafka. They are few, and none may be lost with this process: one is told when the broker has it.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">Names.</param>
/// <param name="time">Stamps messages.</param>
public sealed class KafkaAlertSender(KafkaClients clients, KafkaOptions options, TimeProvider time) : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer = clients.Producer(idempotent: true);
    private readonly KafkaTopics _topics = new(options.Prefix);

    /// <summary>Completes once the broker has acknowledged the alert; waits for as long as it is away.</summary>
    /// <exception cref="KafkaException">The broker refuses it, or the client is beyond repair.</exception>
    public Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        var record = KafkaRecord.Of(alert, _topics, time.GetUtcNow());
        return _producer.ProduceAsync(record.Topic, record.Message, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();
}

/// <summary>Hears alerts from Kafka.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">Names.</param>
/// <param name="logger">Hears what cannot be read.</param>
public sealed class KafkaAlertFeed(KafkaClients clients, KafkaOptions options, ILogger<KafkaAlertFeed> logger)
{
    private const int IdsKnown = 16_384;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly string _topic = new KafkaTopics(options.Prefix).Alerts;

    /// <summary>Hears each alert once for a whole group of processes, from where it left off; its offset is committed after <paramref name="take"/>.</summary>
    /// <param name="group">The group.</param>
    /// <param name="take">Takes an alert.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ShareAsync(string group, Func<Alert, ValueTask> take, CancellationToken cancellationToken) => RunAsync(
        clients.Consumer(group, null), consumer => consumer.Subscribe(_topic), committed: true, take, cancellationToken);

    /// <summary>Hears all alerts from now on, for this process alone.</summary>
    /// <param name="take">Takes an alert.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task FollowAsync(Func<Alert, ValueTask> take, CancellationToken cancellationToken) => RunAsync(
        clients.Consumer($"{options.Group}-follow", null),
        consumer =>
        {
            using var admin = clients.Admin();
            var topic = admin.GetMetadata(_topic, TopicTail.Patience).Topics.Single();
            consumer.Assign(topic.Partitions.Select(partition => new TopicPartitionOffset(_topic, partition.PartitionId, Offset.End)));
        },
        committed: false, take, cancellationToken);

    [SuppressMessage("Reliability", "CA2025", Justification = "The consumer is disposed by the task that uses it.")]
    private Task RunAsync(
        ConsumerBuilder<byte[], byte[]> builder, Action<IConsumer<byte[], byte[]>> begin, bool committed, Func<Alert, ValueTask> take,
        CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            using var consumer = builder.Build();
            RecentIds seen = new(IdsKnown);
            Begin();
            while (!cancellationToken.IsCancellationRequested)
            {
                Next(consumer, seen, committed, take);
            }

            consumer.Close();

            // The broker, or the topic, may not be there yet.
            void Begin()
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    try
                    {
                        begin(consumer);
                        return;
                    }
                    catch (Exception away) when (away is KafkaException or InvalidOperationException)
                    {
                        logger.LogDebug("Alerts wait for Kafka: {Reason}", away.Message);
                        cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
                    }
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Next(IConsumer<byte[], byte[]> consumer, RecentIds seen, bool committed, Func<Alert, ValueTask> take)
    {
        try
        {
            if (consumer.Consume(Poll) is not { } message)
            {
                return;
            }

            var decoded = KafkaRecord.Read(message.Message);
            if (decoded.Event is Alert alert && seen.Add(KafkaRecord.IdOf(message.Message) ?? ""))
            {
                take(alert).AsTask().GetAwaiter().GetResult(); // a thread of its own
            }
            else if (decoded.Fault is { } fault)
            {
                logger.LogWarning("Message {Topic}/{Partition}/{Offset} is no alert: {Reason}", _topic, message.Partition.Value, message.Offset.Value, fault);
            }

            if (committed)
            {
                consumer.StoreOffset(message);
            }
        }
        catch (ConsumeException failed) when (!failed.Error.IsFatal)
        {
            logger.LogDebug("Kafka has no alert for now: {Reason}", failed.Error.Reason);
        }
    }
}
