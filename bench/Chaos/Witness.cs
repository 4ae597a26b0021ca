using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Confluent.Kafka;

namespace Analytics.Benchmarks.Chaos;

/// <summary>What a camera said of itself.</summary>
/// <param name="At">When it said so.</param>
/// <param name="Status">The status.</param>
internal sealed record Said(DateTimeOffset At, CameraStatus Status);

/// <summary>What a camera saw, or how far it came.</summary>
/// <param name="Id">Type and id of the event.</param>
/// <param name="Camera">The camera.</param>
/// <param name="Epoch">The run of its stream.</param>
/// <param name="At">The moment of the picture.</param>
internal sealed record Seen(string Id, CameraId Camera, int Epoch, DateTimeOffset At);

/// <summary>Reads all that goes through the broker, as somebody who takes no part in it.</summary>
internal sealed class Witness : IDisposable
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _reading;
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private readonly ConcurrentQueue<Said> _said = new();
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly ConcurrentQueue<Alert> _alerts = new();
    private readonly IConsumer<byte[], byte[]> _consumer;

    /// <summary>Starts to consume.</summary>
    /// <param name="servers">Of Kafka.</param>
    /// <param name="prefix">What the topics begin with.</param>
    public Witness(string servers, string prefix)
    {
        // Of no group: how long one takes to agree after an outage says nothing of the nodes.
        _consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "witness",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            AllowAutoCreateTopics = false,
            ReconnectBackoffMaxMs = 1000,
            EnableMetricsPush = false,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        string[] topics = [$"{prefix}.camera.status.v1", $"{prefix}.face.observed.v1", $"{prefix}.alert.v1"];
        _reading = Task.Factory.StartNew(
            () => Read(servers, topics), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether a message is there, by its type and id.</summary>
    public bool Has(string id) => _ids.ContainsKey(id);

    /// <summary>What cameras said, in order.</summary>
    public IReadOnlyList<Said> Said => [.. _said];

    /// <summary>What cameras saw, each camera's in the order of the broker.</summary>
    public IReadOnlyList<Seen> Seen => [.. _seen];

    /// <summary>Who was named.</summary>
    public IReadOnlyList<Alert> Alerts => [.. _alerts];

    /// <summary>Whether all is read that was there a moment ago.</summary>
    public bool IsAtEnd => _consumer.Assignment is { Count: > 0 } partitions && partitions.All(partition =>
        _consumer.QueryWatermarkOffsets(partition, TimeOut).High is var end && (end == 0 || _consumer.Position(partition) >= end));

    /// <summary>What each camera said last.</summary>
    public Dictionary<CameraId, Said> Latest() =>
        _said.GroupBy(said => said.Status.Camera).ToDictionary(camera => camera.Key, camera => camera.MaxBy(said => said.At)!);

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _reading.Wait(TimeSpan.FromSeconds(10));
        _consumer.Dispose();
        _over.Dispose();
    }

    private void Read(string servers, string[] topics)
    {
        _consumer.Assign(Partitions(servers, topics));
        while (!_over.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } message)
                {
                    Take(message.Message);
                }
            }
            catch (ConsumeException)
            {
                // The broker is away: it comes back.
            }
        }
    }

    // The nodes make the topics when they start.
    private List<TopicPartitionOffset> Partitions(string servers, string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers, EnableMetricsPush = false }).Build();
        while (!_over.IsCancellationRequested)
        {
            var known = admin.GetMetadata(TimeOut).Topics.Where(topic => topics.Contains(topic.Topic)).ToList();
            if (known.Count == topics.Length)
            {
                return [.. known.SelectMany(
                    topic => topic.Partitions.Select(part => new TopicPartitionOffset(topic.Topic, part.PartitionId, Offset.Beginning)))];
            }

            _over.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
        }

        return [];
    }

    private void Take(Message<byte[], byte[]> message)
    {
        var type = Header(message, "ce_type");
        var id = $"{type}/{Header(message, "ce_id")}";
        _ids.TryAdd(id, true);
        switch (EventDecoder.Decode(type, message.Value).Event)
        {
            case CameraStatus status:
                _said.Enqueue(new(DateTimeOffset.Parse(Header(message, "ce_time"), CultureInfo.InvariantCulture), status));
                break;
            case FaceObserved seen:
                _seen.Enqueue(new(id, seen.Camera, seen.Epoch.Value, seen.At));
                break;
            case CameraProgressed seen:
                _seen.Enqueue(new(id, seen.Camera, seen.Epoch.Value, seen.At));
                break;
            case TrackEnded ended:
                _seen.Enqueue(new(id, ended.Camera, ended.Epoch.Value, ended.At));
                break;
            case Alert alert:
                _alerts.Enqueue(alert);
                break;
        }
    }

    private static string Header(Message<byte[], byte[]> message, string name) =>
        Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));
}
