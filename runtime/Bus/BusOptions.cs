using Analytics.Runtime.Bus.Kafka;

namespace Analytics.Runtime.Bus;

/// <summary>What carries events from cameras to matching, and alerts to whoever listens.</summary>
public sealed record BusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>How Kafka is reached and used. Of the commands only <c>dlq</c> does so far: <c>watch</c> carries its events itself.</summary>
    public KafkaOptions Kafka { get; init; } = new();
}
