using System.ComponentModel.DataAnnotations;

namespace Analytics.Bus;

/// <summary>Security of the connection to a broker.</summary>
public enum KafkaSecurity
{
    /// <summary>Unencrypted, without a user.</summary>
    Plaintext,

    /// <summary>Encrypted.</summary>
    Ssl,

    /// <summary>Unencrypted, with user and password.</summary>
    SaslPlaintext,

    /// <summary>Encrypted, with user and password.</summary>
    SaslSsl,
}

/// <summary>Mechanisms that authenticate with a password.</summary>
public enum KafkaMechanism
{
    /// <summary>The password is sent.</summary>
    Plain,

    /// <summary>SCRAM-SHA-256 (RFC 7677).</summary>
    ScramSha256,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512,
}

/// <summary>Connection to Kafka, topics and spool.</summary>
public sealed record KafkaOptions
{
    /// <summary>The environment variable that may hold the password; <see cref="PasswordFile"/> wins over it.</summary>
    public const string PasswordVariable = "ANALYTICS_KAFKA_PASSWORD";

    /// <summary>Bootstrap brokers, <c>host:port</c>, separated by commas.</summary>
    [Required]
    public string Servers { get; init; } = "localhost:9092";

    /// <summary>Prefix of all topic names: <c>analytics</c> gives <c>analytics.face.observed.v1</c>.</summary>
    [RegularExpression("[a-zA-Z0-9._-]{1,100}")]
    public string Prefix { get; init; } = "analytics";

    /// <summary>Creates missing topics on start.</summary>
    public bool CreateTopics { get; init; } = true;

    /// <summary>Partitions of created topics. At most this many processes can match.</summary>
    [Range(1, 1000)]
    public int Partitions { get; init; } = 12;

    /// <summary>Replication factor of created topics; 0 uses the broker's default.</summary>
    [Range(0, 10)]
    public int Replication { get; init; }

    /// <summary>The consumer group of matching.</summary>
    [Required]
    public string Group { get; init; } = "analytics-match";

    /// <summary>
    /// Name of this process in the group (static membership), so that a restart moves no partitions; by default the node's address.
    /// </summary>
    public string? Instance { get; init; }

    /// <summary>Time-out after which the broker assigns the partitions of a silent process to others.</summary>
    [Range(typeof(TimeSpan), "00:00:06", "00:05:00")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time that events wait to be sent in one batch.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Megabytes of unacknowledged events. Further events wait, then go to the spool.</summary>
    [Range(1, 1024)]
    public int WindowMegabytes { get; init; } = 32;

    /// <summary>Time that a publisher waits for room before its events go to the spool on disk.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan SpoolAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Folder of events that wait for the broker; by default the node's own folder under <c>spool</c> in the data folder.
    /// </summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Largest size of the spool in megabytes. Beyond it, the oldest events are dropped, counted and logged.</summary>
    [Range(1, 1_000_000)]
    public int SpoolMegabytes { get; init; } = 1024;

    /// <summary>Security of the connection to the brokers.</summary>
    public KafkaSecurity Security { get; init; } = KafkaSecurity.Plaintext;

    /// <summary>Certificate authorities (PEM) of the brokers; by default those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate (PEM), if the brokers require one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key (PEM) of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Mechanism that authenticates with the password.</summary>
    public KafkaMechanism Mechanism { get; init; } = KafkaMechanism.ScramSha512;

    /// <summary>User, if the brokers require one.</summary>
    public string? User { get; init; }

    /// <summary>
    /// File that holds the password; by default the variable <c>ANALYTICS_KAFKA_PASSWORD</c>. A configuration never holds the password
    /// itself.
    /// </summary>
    public string? PasswordFile { get; init; }
}
