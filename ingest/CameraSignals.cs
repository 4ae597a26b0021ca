using Akka.Actor;
using Akka.Event;

namespace Analytics.Ingest;

/// <summary>Messages that a camera sends to itself.</summary>
internal static class CameraSignals
{
    /// <summary>A few times a second: time to see whether frames come.</summary>
    public sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    /// <summary>The wait is over.</summary>
    public sealed record Retry : INoSerializationVerificationNeeded
    {
        public static readonly Retry Instance = new();
    }

    /// <summary>Time to see whether the port is open.</summary>
    public sealed record CheckPort : INoSerializationVerificationNeeded
    {
        public static readonly CheckPort Instance = new();
    }

    /// <summary>Whether it was.</summary>
    public sealed record PortChecked(bool Open) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>All frames have left the pipeline, or it failed.</summary>
    public sealed record Drained(Exception? Failure) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
