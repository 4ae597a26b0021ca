using System.Diagnostics.Metrics;

namespace Analytics.Runtime.Frames;

/// <summary>Memory for pictures.</summary>
public static class FrameTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Frames";

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Released pictures.</summary>
    public static readonly Counter<long> Released = Meter.CreateCounter<long>(
        "analytics.pictures.released", "{picture}",
        "Pictures whose memory was released because the unused pictures exceeded their budget: a sixteenth of the machine's "
        + "memory for each of two kinds. If this grows, cameras change their picture sizes often, or have too many different sizes.");
}
