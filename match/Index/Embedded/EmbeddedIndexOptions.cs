using System.ComponentModel.DataAnnotations;

namespace Analytics.Match.Index.Embedded;

/// <summary>How the embedded index keeps its faces.</summary>
public sealed record EmbeddedIndexOptions
{
    /// <summary>
    /// Stores templates in half precision, which changes a similarity by less than 0.0005; otherwise in single precision.
    /// </summary>
    public bool HalfPrecision { get; init; } = true;

    /// <summary>Threads of one search. Unset: one for each processor, at most 8.</summary>
    [Range(1, 64)]
    public int? Threads { get; init; }

    /// <summary>Size in megabytes at which a file is sealed and the next one begun.</summary>
    [Range(1, 4096)]
    public int FileMegabytes { get; init; } = 256;

    /// <summary>Share of removed faces above which a file is rewritten without them.</summary>
    [Range(0.01, 1.0)]
    public double CompactAbove { get; init; } = 0.25;

    /// <summary>The threads that a search takes.</summary>
    internal int ThreadsOn(int processors) => Threads ?? Math.Clamp(processors, 1, 8);
}
