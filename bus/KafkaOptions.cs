using System.ComponentModel.DataAnnotations;

namespace Analytics.Bus;

/// <summary>How a broker is spoken to.</summary>
public enum KafkaSecurity
{
    /// <summary>In the clear, without a name.</summary>
    Plaintext,

    /// <summary>Encrypted.</summary>
    Ssl,

    /// <summary>In the clear, with user and password.</summary>
    SaslPlaintext,

    /// <summary>Encrypted, with user and password.</summary>
    SaslSsl,
}

/// <summary>How a password is proven.</summary>
public enum KafkaMechanism
{
    /// <summary>It is sent.</summary>
    Plain,

    /// <summary>SCRAM-SHA-256 (RFC 7677).</summary>
    ScramSha256,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512,
}

/// <summary>How Kafka is reached and used.</summary>
public sealed record KafkaOptions
{
    /// <summary>The environment variable that may hold the password; <see cref="PasswordFile"/> wins over it.</summary>
    public const string PasswordVariable = "ANALYTICS_KAFKA_PASSWORD";

    /// <summary>Brokers to begin with, <c>host:port</c>, separated by commas.</summary>
    [Required]
    public string Servers { get; init; } = "localhost:9092";

    /// <summary>What the names of all topics begin with: <c>analytics</c> gives <c>analytics.face.observed.v1</c>.</summary>
    [RegularExpression("[a-zA-Z0-9._-]{1,100}")]
    public string Prefix { get; init; } = "analytics";

    /// <summary>Whether topics that are missing are made on start.</summary>
    public bool CreateTopics { get; init; } = true;

    /// <summary>Partitions of topics that are made: as many processes can match at most.</summary>
    [Range(1, 1000)]
    public int Partitions { get; init; } = 12;

    /// <summary>Copies of topics that are made; 0 takes what the broker is set to.</summary>
    [Range(0, 10)]
    public int Replication { get; init; }

    /// <summary>The consumer group of matching.</summary>
    [Required]
    public string Group { get; init; } = "analytics-match";

    /// <summary>The name of this process within the group, so that a restart moves nothing (static membership); by default the node's address.</summary>
    public string? Instance { get; init; }

    /// <summary>How long the broker waits for a silent process before its partitions are given to others.</summary>
    [Range(typeof(TimeSpan), "00:00:06", "00:05:00")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long events wait for others to be sent with.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Megabytes of events that may be on their way to the broker; what comes then waits, and soon goes to the spool.</summary>
    [Range(1, 1024)]
    public int WindowMegabytes { get; init; } = 32;

    /// <summary>How long a publisher waits for room before its events go to the spool on disk.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan SpoolAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The folder of events that wait for the broker; by default one of the node's own under <c>spool</c> in the data folder.</summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Megabytes that the spool may hold; then the oldest events are dropped, counted and logged.</summary>
    [Range(1, 1_000_000)]
    public int SpoolMegabytes { get; init; } = 1024;

    /// <summary>How brokers are spoken to.</summary>
    public KafkaSecurity Security { get; init; } = KafkaSecurity.Plaintext;

    /// <summary>The certificates (PEM) that the brokers' must come from; by default those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>This client's certificate (PEM), where brokers ask for one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key (PEM) of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How the password is proven.</summary>
    public KafkaMechanism Mechanism { get; init; } = KafkaMechanism.ScramSha512;

    /// <summary>The user, where brokers ask for one.</summary>
    public string? User { get; init; }

    /// <summary>
    /// A file that holds the password; without it the environment variable <c>ANALYTICS_KAFKA_PASSWORD</c>. The password itself has no
    /// place in a configuration.
    /// </summary>
    public string? PasswordFile { get; init; }
}
