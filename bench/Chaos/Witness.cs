using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Confluent.Kafka;

namespace Analytics.Benchmarks.Chaos;

/// <summary>What a camera said of itself.</summary>
/// <param name="At">When.</param>
/// <param name="Status">What.</param>
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
    private readonly CancellationTokenSource _over = new();
    private readonly Task _reading;
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private readonly ConcurrentQueue<Said> _said = new();
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly ConcurrentQueue<Alert> _alerts = new();

    /// <summary>Begins.</summary>
    /// <param name="servers">Of Kafka.</param>
    /// <param name="prefix">What the topics begin with.</param>
    public Witness(string servers, string prefix) => _reading = Task.Factory.StartNew(
        () => Read(servers, [$"{prefix}.camera.status.v1", $"{prefix}.face.observed.v1", $"{prefix}.alert.v1"]), CancellationToken.None,
        TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>How many messages there are, those that were sent twice counted once.</summary>
    public int Count => _ids.Count;

    /// <summary>Whether a message is there, by its type and id.</summary>
    public bool Has(string id) => _ids.ContainsKey(id);

    /// <summary>What cameras said, in order.</summary>
    public IReadOnlyList<Said> Said => [.. _said];

    /// <summary>What cameras saw, each camera's in the order of the broker.</summary>
    public IReadOnlyList<Seen> Seen => [.. _seen];

    /// <summary>Who was named.</summary>
    public IReadOnlyList<Alert> Alerts => [.. _alerts];

    /// <summary>What each camera said last.</summary>
    public Dictionary<CameraId, Said> Latest() =>
        _said.GroupBy(said => said.Status.Camera).ToDictionary(camera => camera.Key, camera => camera.MaxBy(said => said.At)!);

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _reading.Wait(TimeSpan.FromSeconds(10));
        _over.Dispose();
    }

    private void Read(string servers, string[] topics)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "witness", AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false,
            TopicMetadataRefreshIntervalMs = 1000, AllowAutoCreateTopics = false,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe(topics);
        while (!_over.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } message)
                {
                    Take(message.Message);
                }
            }
            catch (ConsumeException)
            {
                // The broker is away, or a topic is not there yet: it comes.
            }
        }

        consumer.Close();
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

    private static string Header(Message<byte[], byte[]> message, string name) => Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));
}
