using System.Diagnostics.Metrics;

namespace Analytics.Runtime.Frames;

/// <summary>What the memory for pictures reports of itself.</summary>
public static class FrameTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Frames";

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Pictures over the budget.</summary>
    public static readonly Counter<long> Released = Meter.CreateCounter<long>(
        "analytics.pictures.released", "{picture}",
        "Pictures whose memory was let go of because those that wait for their next use were over the budget, a sixteenth of the machine's memory for "
        + "each of two kinds: cameras change their sizes often, or have too many different ones.");
}
