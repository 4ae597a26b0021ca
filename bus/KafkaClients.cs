using System.Globalization;
using Analytics.Contracts;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>What all clients of Kafka share: brokers, encryption, credentials. The password is in no text that is shown.</summary>
public sealed class KafkaClients
{
    /// <summary>Bytes of a batch of messages, unless its topic takes less.</summary>
    internal const int MostBatchBytes = 1_000_000;

    private static readonly TimeSpan LimitsTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, long> _warned = [];
    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string? _password;

    /// <summary>Reads the password.</summary>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="time">Says when the log may warn again.</param>
    /// <param name="logger">Takes what the client library says.</param>
    /// <exception cref="FailureException">The password cannot be read, or none is given where a user is.</exception>
    public KafkaClients(KafkaOptions options, Func<string, string?> variable, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _password = options.PasswordFile is { } file ? ReadFile(file) : variable(KafkaOptions.PasswordVariable);
        if (options.User is not null && string.IsNullOrEmpty(_password))
        {
            throw new InvalidException(
                $"Bus:Kafka:User is '{options.User}', but there is no password. Write it to a file and name the file in "
                + $"Bus:Kafka:PasswordFile, or set the variable {KafkaOptions.PasswordVariable}.");
        }
    }

    /// <summary>Why no broker answers within the time given; none when one does.</summary>
    public string? Fault(TimeSpan within)
    {
        try
        {
            using var admin = Admin();
            return admin.GetMetadata(within).Brokers.Count > 0 ? null : $"Kafka at {_options.Servers} has no broker.";
        }
        catch (KafkaException away)
        {
            return $"Kafka at {_options.Servers} does not answer: {away.Error.Reason}.";
        }
    }

    /// <summary>Whether a message would be refused again; all else is a matter of time.</summary>
    internal static bool IsRefusal(ErrorCode code) =>
        code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord;

    /// <summary>The largest batch that a topic takes, <c>max.message.bytes</c>; none where the broker does not say.</summary>
    internal long? LimitOf(string topic)
    {
        try
        {
            using var admin = Admin();
            var described = admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = topic }],
                new DescribeConfigsOptions { RequestTimeout = LimitsTimeout });
            return described.GetAwaiter().GetResult().Single().Entries.TryGetValue("max.message.bytes", out var entry)
                && long.TryParse(entry.Value, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (KafkaException away)
        {
            _logger.LogDebug("The size limit of topic '{Topic}' is unknown: {Reason}", topic, away.Error.Reason);
            return null;
        }
    }

    // An idempotent producer keeps order, but an error may be beyond its repair. The broker refuses a batch as a whole: without room for
    // one, each message goes alone.
    internal IProducer<byte[], byte[]> Producer(bool idempotent, Action<Error>? onError = null, int? batchBytes = MostBatchBytes)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = idempotent,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            LingerMs = _options.Linger.TotalMilliseconds,
            MessageTimeoutMs = 0, // what the broker does not take is kept until it does; the window bounds it
            MessageMaxBytes = MostBatchBytes,
            BatchSize = batchBytes ?? MostBatchBytes,
            BatchNumMessages = batchBytes is null ? 1 : null,
            QueueBufferingMaxMessages = 10_000_000,
            QueueBufferingMaxKbytes = 2 * 1024 * _options.WindowMegabytes + 64 * 1024,
            DeliveryReportFields = "status",
        };
        return new ProducerBuilder<byte[], byte[]>(Common(config))
            .SetErrorHandler((_, error) => onError?.Invoke(error)).SetLogHandler((_, message) => Log(message)).Build();
    }

    internal ConsumerBuilder<byte[], byte[]> Consumer(string group, string? instance)
    {
        var config = new ConsumerConfig
        {
            GroupId = group,
            GroupInstanceId = instance,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1000,
            SessionTimeoutMs = (int)_options.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)_options.SessionTimeout.TotalMilliseconds / 4,
            FetchMaxBytes = 8 << 20,
            QueuedMaxMessagesKbytes = 16 << 10,
            FetchQueueBackoffMs = 10, // by default a full queue is filled again after a second, in which a fast reader has nothing to read
        };
        return new ConsumerBuilder<byte[], byte[]>(Common(config)).SetLogHandler((_, message) => Log(message));
    }

    internal IAdminClient Admin() =>
        new AdminClientBuilder(Common(new AdminClientConfig())).SetLogHandler((_, message) => Log(message)).Build();

    internal T Common<T>(T config)
        where T : ClientConfig
    {
        config.EnableMetricsPush = false; // by default a client sends brokers that ask for it what it measures of itself
        config.BootstrapServers = _options.Servers;
        config.ClientId = "analytics";
        config.SecurityProtocol = _options.Security switch
        {
            KafkaSecurity.Ssl => SecurityProtocol.Ssl,
            KafkaSecurity.SaslPlaintext => SecurityProtocol.SaslPlaintext,
            KafkaSecurity.SaslSsl => SecurityProtocol.SaslSsl,
            _ => SecurityProtocol.Plaintext,
        };
        config.SslCaLocation = _options.CaFile;
        config.SslCertificateLocation = _options.CertificateFile;
        config.SslKeyLocation = _options.KeyFile;
        config.ReconnectBackoffMaxMs = 2000;
        config.SocketKeepaliveEnable = true;
        if (_options.User is { } user)
        {
            config.SaslMechanism = _options.Mechanism switch
            {
                KafkaMechanism.Plain => SaslMechanism.Plain,
                KafkaMechanism.ScramSha256 => SaslMechanism.ScramSha256,
                _ => SaslMechanism.ScramSha512,
            };
            (config.SaslUsername, config.SaslPassword) = (user, _password);
        }

        return config;
    }

    // While brokers are away the library says so several times a second: of each kind one line a minute will do.
    private void Log(LogMessage message)
    {
        var level = LogLevel.Debug;
        if (message.Level <= SyslogLevel.Error)
        {
            lock (_warned)
            {
                if (!_warned.TryGetValue(message.Facility, out var last) || _time.GetElapsedTime(last) > WarningInterval)
                {
                    _warned[message.Facility] = _time.GetTimestamp();
                    level = LogLevel.Warning;
                }
            }
        }

        _logger.Log(level, "Kafka client: {Message}", message.Message);
    }

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"Bus:Kafka:PasswordFile '{file}' cannot be read: {exception.Message} "
                + "Name a file that holds the password of Bus:Kafka:User.");
        }
    }
}
