using System.Diagnostics;
using System.Globalization;
using Analytics.Bus;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Bus;

[CollectionDefinition(nameof(KafkaServer))]
public sealed class KafkaServerCollection : ICollectionFixture<KafkaServer>;

/// <summary>
/// A real broker from the folder that <c>ANALYTICS_TEST_TOOLS</c> names, on ports of its own; where there is none, the broker that the
/// client library carries for tests, which cannot be killed.
/// </summary>
public sealed class KafkaServer : IDisposable
{
    private readonly string? _tool = Tool();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"analytics-kafka-{Guid.NewGuid():N}");
    private readonly int _port = RtspServer.FreePort();
    private readonly IProducer<byte[], byte[]>? _mock;
    private int _prefixes;

    public KafkaServer()
    {
        if (_tool is not null)
        {
            Start();
            Servers = $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";
            return;
        }

        var config = new ProducerConfig();
        config.Set("test.mock.num.brokers", "1");
        _mock = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_mock.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Single();
        Servers = $"{broker.Host}:{broker.Port.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Where it listens.</summary>
    public string Servers { get; }

    /// <summary>Options with topics of their own.</summary>
    public KafkaOptions NewOptions(int partitions = 3) => new()
    {
        Servers = Servers,
        Prefix = $"spec{Interlocked.Increment(ref _prefixes).ToString(CultureInfo.InvariantCulture)}",
        Partitions = partitions,
        SessionTimeout = TimeSpan.FromSeconds(6),
        SpoolAfter = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>Clients of the broker.</summary>
    public static KafkaClients Clients(KafkaOptions options) => new(options, _ => null, TimeProvider.System, NullLogger.Instance);

    /// <summary>Makes the topics; the broker for tests makes those that it is asked about, and knows no other way.</summary>
    public async Task EnsureTopicsAsync(KafkaOptions options)
    {
        if (_tool is not null)
        {
            await new KafkaTopicSetup(Clients(options), options, TimeProvider.System, NullLogger<KafkaTopicSetup>.Instance).EnsureAsync();
            return;
        }

        KafkaTopics topics = new(options.Prefix);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers, AllowAutoCreateTopics = true })
            .Build();
        foreach (var topic in new[] { topics.Observed, topics.Alerts, topics.CameraStatus, topics.Progress,
            KafkaTopics.DeadLettersOf(topics.Observed) })
        {
            admin.GetMetadata(topic, TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Whether it is a real one.</summary>
    public bool IsReal => _tool is not null;

    /// <summary>Skips the test where the broker is not a real one.</summary>
    public void SkipUnlessReal() => Assert.SkipUnless(IsReal, "ANALYTICS_TEST_TOOLS is not set: there is no real Kafka.");

    /// <summary>Kills the broker without a word; skips the test where it is not a real one.</summary>
    public void Kill()
    {
        SkipUnlessReal();
        Run("kill", "0");
    }

    /// <summary>Starts it again.</summary>
    public void Restart() => Run("start", "0");

    public void Dispose()
    {
        if (_tool is not null)
        {
            Run("wipe");
        }

        _mock?.Dispose();
    }

    private static string? Tool() =>
        Environment.GetEnvironmentVariable("ANALYTICS_TEST_TOOLS") is { Length: > 0 } folder && File.Exists(Path.Combine(folder, "kafka"))
            ? Path.Combine(folder, "kafka")
            : null;

    // Now and then Kafka's own tool refuses the random name of the cluster that it made up itself: one that begins with a dash.
    private void Start()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Run("up");
                return;
            }
            catch (InvalidOperationException) when (tries < 3)
            {
                Run("wipe");
            }
        }
    }

    private void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(_tool!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_DIR"] = _folder;
        start.Environment["KAFKA_PORT"] = _port.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka {string.Join(' ', arguments)} failed: {output.Result} {errors.Result}");
        }
    }
}
