using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Analytics.Contracts;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>
/// Publishes alerts through Kafka. An alert counts as published when the broker has acknowledged it, so none is lost with this process.
/// </summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">Names.</param>
/// <param name="time">Stamps messages.</param>
/// <param name="logger">Logs why alerts wait.</param>
public sealed class KafkaAlertSender(
    KafkaClients clients, KafkaOptions options, TimeProvider time, ILogger<KafkaAlertSender> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // An alert on its way arrives, though nobody waits: it would be delivered twice.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _one = new(1); // on its way at a time, so that a producer beyond repair takes no other with it
    private readonly KafkaTopics _topics = new(options.Prefix);
    private IProducer<byte[], byte[]>? _producer;

    /// <summary>
    /// Completes once the broker has acknowledged the alert; waits for as long as it is away, or lets nobody write. One that it can never
    /// take is lost, with a word of it: it must not hold up all others.
    /// </summary>
    /// <param name="alert">The alert.</param>
    /// <param name="cancellationToken">Gives it up, some seconds later.</param>
    public async Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        var record = KafkaRecord.Of(alert, _topics, time.GetUtcNow());
        using var late = new CancellationTokenSource();
        await using var giving = cancellationToken.Register(() => late.CancelAfter(Grace));
        await _one.WaitAsync(late.Token);
        try
        {
            while (!await TrySendAsync(record, late.Token))
            {
                await Task.Delay(Pause, time, late.Token);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _producer?.Dispose();
        _one.Dispose();
    }

    private async Task<bool> TrySendAsync(KafkaRecord record, CancellationToken cancellationToken)
    {
        try
        {
            _producer ??= clients.Producer(idempotent: true);
            await _producer.ProduceAsync(record.Topic, record.Message, cancellationToken);
            return true;
        }
        catch (ProduceException<byte[], byte[]> refused) when (KafkaClients.IsRefusal(refused.Error.Code))
        {
            BusTelemetry.Dropped.Add(1, new KeyValuePair<string, object?>("reason", "refused"));
            logger.LogError(
                "Kafka rejects an alert, which is lost: {Refusal}", record.Refusal(refused.Error, clients.LimitOf(record.Topic)));
            return true;
        }
        catch (ProduceException<byte[], byte[]> failed)
        {
            logger.LogWarning("An alert waits for a new producer; this one failed: {Reason}", failed.Error.Reason);
            _producer!.Dispose();
            _producer = null;
            return false;
        }
    }
}

/// <summary>Receives alerts from Kafka.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">Names.</param>
/// <param name="logger">Logs what cannot be read.</param>
public sealed class KafkaAlertFeed(KafkaClients clients, KafkaOptions options, ILogger<KafkaAlertFeed> logger)
{
    private const int IdsKnown = 16_384;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly string _topic = new KafkaTopics(options.Prefix).Alerts;

    /// <summary>
    /// Receives each alert once for a whole group of processes, from where it left off. Its offset is committed after
    /// <paramref name="take"/>.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="take">
    /// Takes an alert, for as long as that needs: after some minutes another process of the group gets it, too. One that was cancelled
    /// is not committed.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ShareAsync(string group, Func<Alert, CancellationToken, ValueTask> take, CancellationToken cancellationToken) => RunAsync(
        clients.Consumer(group, null), consumer => consumer.Subscribe(_topic), committed: true, take, cancellationToken);

    /// <summary>Receives all alerts from now on, for this process alone.</summary>
    /// <param name="take">Takes an alert.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task FollowAsync(Func<Alert, CancellationToken, ValueTask> take, CancellationToken cancellationToken) => RunAsync(
        clients.Consumer($"{options.Group}-follow", null),
        consumer =>
        {
            using var admin = clients.Admin();
            var topic = admin.GetMetadata(_topic, TopicTail.Timeout).Topics.Single();
            if (topic.Partitions.Count == 0)
            {
                throw new KafkaException(topic.Error.IsError ? topic.Error : new Error(ErrorCode.UnknownTopicOrPart));
            }

            consumer.Assign(topic.Partitions.Select(partition => new TopicPartitionOffset(_topic, partition.PartitionId, Offset.End)));
        },
        committed: false, take, cancellationToken);

    [SuppressMessage("Reliability", "CA2025", Justification = "The consumer is disposed by the task that uses it.")]
    private Task RunAsync(
        ConsumerBuilder<byte[], byte[]> builder, Action<IConsumer<byte[], byte[]>> begin, bool committed, Func<Alert, CancellationToken,
        ValueTask> take,
        CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            using var consumer = builder.Build();
            RecentIds seen = new(IdsKnown);
            Begin();
            while (!cancellationToken.IsCancellationRequested)
            {
                Next(consumer, seen, committed, take, cancellationToken);
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
                    catch (KafkaException away)
                    {
                        logger.LogDebug("Alerts wait for Kafka: {Reason}", away.Message);
                        cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
                    }
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Next(
        IConsumer<byte[], byte[]> consumer, RecentIds seen, bool committed, Func<Alert, CancellationToken, ValueTask> take,
        CancellationToken cancellationToken)
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
                using var span = KafkaRecord.TraceOf(message.Message) is var trace && trace != default
                    ? BusTelemetry.Source.StartActivity("alert.receive", ActivityKind.Consumer, trace)
                    : null;
                span?.SetTag("camera", alert.Camera.Value).SetTag("alert", alert.Id);
                take(alert, cancellationToken).AsTask().GetAwaiter().GetResult(); // a thread of its own
            }
            else if (decoded.Fault is { } fault)
            {
                logger.LogWarning(
                    "Message {Topic}/{Partition}/{Offset} is not an alert: {Reason}", _topic, message.Partition.Value,
                    message.Offset.Value, fault);
            }

            if (committed)
            {
                consumer.StoreOffset(message);
            }
        }
        catch (ConsumeException failed) when (!failed.Error.IsFatal)
        {
            logger.LogDebug("Cannot consume alerts now: {Reason}", failed.Error.Reason);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug("Cancelled the current alert; it is consumed again.");
        }
        catch (KafkaException taken) when (taken.Error.Code == ErrorCode.Local_State)
        {
            logger.LogDebug("A partition of alerts was assigned to another process meanwhile.");
        }
    }
}
