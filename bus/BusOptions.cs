namespace Analytics.Bus;

/// <summary>Where events are carried.</summary>
public enum BusKind
{
    /// <summary>Within the process: all roles must be in it.</summary>
    InProcess,

    /// <summary>Through Kafka, from any process to any other.</summary>
    Kafka,
}

/// <summary>What carries events from cameras to matching, and alerts to whoever listens.</summary>
public sealed record BusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>Where events of a <c>node</c> are carried; <c>watch</c> always carries its own.</summary>
    public BusKind Kind { get; init; } = BusKind.InProcess;

    /// <summary>How Kafka is reached and used.</summary>
    public KafkaOptions Kafka { get; init; } = new();
}
