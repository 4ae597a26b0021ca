using Analytics.Contracts;

namespace Analytics.Bus;

/// <summary>The names of the topics.</summary>
/// <param name="Prefix">What all of them begin with.</param>
public sealed record KafkaTopics(string Prefix)
{
    /// <summary>What cameras see, in the order of their streams.</summary>
    public string Observed => $"{Prefix}.face.observed.v1";

    /// <summary>Alerts.</summary>
    public string Alerts => $"{Prefix}.alert.v1";

    /// <summary>How cameras are.</summary>
    public string CameraStatus => $"{Prefix}.camera.status.v1";

    /// <summary>How far the partitions of <see cref="Observed"/> were matched; compacted, one partition for each of these.</summary>
    public string Progress => $"{Prefix}.match.progress.v1";

    /// <summary>Where messages of a topic go that can never be read.</summary>
    public static string DeadLettersOf(string topic) => $"{topic}.dlq";

    /// <summary>The topic of an event.</summary>
    public string Of(ICameraEvent @event) => @event switch
    {
        Alert => Alerts,
        Contracts.CameraStatus => CameraStatus,
        _ => Observed,
    };
}
