using Analytics.Contracts;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Polly;

namespace Analytics.Bus;

/// <summary>Makes the topics that are missing.</summary>
/// <param name="clients">Reach the brokers.</param>
/// <param name="options">Names and sizes.</param>
/// <param name="time">Waits before another attempt.</param>
/// <param name="logger">Logs what was made.</param>
public sealed class KafkaTopicSetup(KafkaClients clients, KafkaOptions options, TimeProvider time, ILogger<KafkaTopicSetup> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Sees to it that all topics are there; those that are stay as they are.</summary>
    /// <exception cref="FailureException">No broker answers, a topic is missing and must not be made, or the broker refuses.</exception>
    public async Task EnsureAsync()
    {
        using var admin = clients.Admin();
        var topics = new KafkaTopics(options.Prefix);
        var there = Existing(admin);
        var missing = Wanted(topics).Where(topic => !there.Contains(topic.Name)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        if (!options.CreateTopics)
        {
            throw new UnavailableException($"Kafka at {options.Servers} has no topic '{missing[0].Name}'. Create it, or allow it with "
                + "Bus:Kafka:CreateTopics=true.");
        }

        try
        {
            await admin.CreateTopicsAsync(missing, new CreateTopicsOptions { OperationTimeout = Timeout, RequestTimeout = Timeout });
        }
        catch (CreateTopicsException refused)
        {
            // Another process that starts at the same time may have been quicker.
            if (refused.Results.FirstOrDefault(
                topic => topic.Error.IsError && topic.Error.Code != ErrorCode.TopicAlreadyExists) is { } failed)
            {
                throw new UnavailableException($"Kafka at {options.Servers} cannot create topic '{failed.Topic}': {failed.Error.Reason}. "
                    + "Create it by hand, or change Bus:Kafka:Partitions or Bus:Kafka:Replication.");
            }
        }
        catch (KafkaException unreachable)
        {
            throw Unreachable(unreachable);
        }

        logger.LogInformation("Created Kafka topics: {Topics}.", string.Join(", ", missing.Select(topic => topic.Name)));
    }

    /// <summary>The same, tried again until it succeeds; the first failure is logged. Returns when it is done or cancelled.</summary>
    public async Task EnsureInTheEndAsync(CancellationToken stop)
    {
        var again = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new()
        {
            ShouldHandle = new PredicateBuilder().Handle<FailureException>(),
            MaxRetryAttempts = int.MaxValue,
            Delay = Pause,
            OnRetry = failed =>
            {
                logger.Log(
                    failed.AttemptNumber == 0 ? LogLevel.Warning
                        : LogLevel.Debug, "Topics are not there yet, events wait on disk: {Reason}",
                    failed.Outcome.Exception?.Message);
                return ValueTask.CompletedTask;
            },
        }).Build();
        try
        {
            await again.ExecuteAsync(async _ => await EnsureAsync(), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody needs them any more.
        }
    }

    private HashSet<string> Existing(IAdminClient admin)
    {
        try
        {
            return [.. admin.GetMetadata(Timeout).Topics.Select(topic => topic.Topic)];
        }
        catch (KafkaException unreachable)
        {
            throw Unreachable(unreachable);
        }
    }

    private UnavailableException Unreachable(KafkaException exception) => new(
        $"Kafka at {options.Servers} does not answer: {exception.Error.Reason}. Start it, or correct Bus:Kafka:Servers.");

    private IEnumerable<TopicSpecification> Wanted(KafkaTopics topics)
    {
        yield return Topic(topics.Observed, options.Partitions, []);
        yield return Topic(topics.Alerts, options.Partitions, []);
        yield return Topic(topics.CameraStatus, options.Partitions, new() { ["cleanup.policy"] = "compact" });
        yield return Topic(topics.Progress, options.Partitions, new() { ["cleanup.policy"] = "compact" });
        yield return Topic(KafkaTopics.DeadLettersOf(topics.Observed), 1, []);
    }

    private TopicSpecification Topic(string name, int partitions, Dictionary<string, string> settings) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = (short)(options.Replication == 0 ? -1 : options.Replication),
        Configs = settings,
    };
}
