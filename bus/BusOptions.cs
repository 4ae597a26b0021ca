namespace Analytics.Bus;

/// <summary>Transports of events.</summary>
public enum BusKind
{
    /// <summary>Within the process, which must have all roles.</summary>
    InProcess,

    /// <summary>Through Kafka, between processes.</summary>
    Kafka,
}

/// <summary>Transport of events from cameras to matching, and of alerts to their receivers.</summary>
public sealed record BusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>Transport of a <c>node</c>'s events; <c>watch</c> always uses the in-process bus.</summary>
    public BusKind Kind { get; init; } = BusKind.InProcess;

    /// <summary>Connection to Kafka, topics and spool.</summary>
    public KafkaOptions Kafka { get; init; } = new();
}
