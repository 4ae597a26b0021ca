using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Embed;

/// <summary>Embedding.</summary>
public static class EmbedTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Analytics.Embed";

    /// <summary>
    /// Spans: <c>embed</c> (<c>faces</c>): alignment, embedding and publication of a frame's selected faces.
    /// </summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>
    /// Time from the submission of an aligned face to its template, including the wait for a free worker. Tags: <c>model</c>.
    /// </summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.embed.duration", "s", "Time from the submission of an aligned face to its template.");

    /// <summary>Computed templates. Tags: <c>model</c>.</summary>
    public static readonly Counter<long> Templates =
        Meter.CreateCounter<long>("analytics.embed.templates", "{template}", "Computed templates.");
}
