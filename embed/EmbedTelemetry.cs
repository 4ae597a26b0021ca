using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Embed;

/// <summary>The instruments of embedding; tagged with the model.</summary>
public static class EmbedTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Analytics.Embed";

    /// <summary>Spans of embedding.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Time from handing an aligned face in to its template, with the wait for a free worker.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.embed.duration", "s", "Time from handing an aligned face in to its template.");

    /// <summary>Templates made.</summary>
    public static readonly Counter<long> Templates =
        Meter.CreateCounter<long>("analytics.embed.templates", "{template}", "Templates made.");
}
