using Analytics.Runtime.Bus.Kafka;

namespace Analytics.Runtime.Bus;

/// <summary>What carries events from cameras to matching.</summary>
public enum BusKind
{
    /// <summary>A queue within the process.</summary>
    Embedded,

    /// <summary>Kafka.</summary>
    Kafka,
}

/// <summary>What carries events from cameras to matching, and alerts to whoever listens.</summary>
public sealed record BusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>A queue within the process, or Kafka.</summary>
    public BusKind Kind { get; init; } = BusKind.Embedded;

    /// <summary>How Kafka is reached and used.</summary>
    public KafkaOptions Kafka { get; init; } = new();
}
