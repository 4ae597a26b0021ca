using System.ComponentModel.DataAnnotations;

namespace Analytics.Match.Index.Embedded;

/// <summary>How the embedded index keeps its faces.</summary>
public sealed record EmbeddedIndexOptions
{
    /// <summary>
    /// Templates lie on disk in half precision, which changes a similarity by less than 0.0005; else in single precision.
    /// </summary>
    public bool HalfPrecision { get; init; } = true;

    /// <summary>Threads of one search. Unset: one for each processor, at most 8.</summary>
    [Range(1, 64)]
    public int? Threads { get; init; }

    /// <summary>A file is sealed once it has this many megabytes, and the next one begun.</summary>
    [Range(1, 4096)]
    public int FileMegabytes { get; init; } = 256;

    /// <summary>A file is written anew without its removed faces once they are this part of it.</summary>
    [Range(0.01, 1.0)]
    public double CompactAbove { get; init; } = 0.25;

    /// <summary>The threads that a search takes.</summary>
    internal int ThreadsOn(int processors) => Threads ?? Math.Clamp(processors, 1, 8);
}
