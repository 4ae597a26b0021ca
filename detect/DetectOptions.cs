using System.ComponentModel.DataAnnotations;

namespace Analytics.Detect;

/// <summary>How faces are looked for.</summary>
public sealed record DetectOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Detect";

    /// <summary>The longer side of what the detector sees, pixels; the picture is scaled to it, its aspect kept. Larger finds smaller faces and takes longer.</summary>
    [Range(64, 4096)]
    public int LongSide { get; init; } = 640;

    /// <summary>Faces with a lower score are dropped; the tracker decides which of the others it begins a track with.</summary>
    [Range(0.01, 0.99)]
    public float ScoreThreshold { get; init; } = 0.3f;

    /// <summary>Frames of one file that are looked at at the same time. A live camera has one: the newest.</summary>
    [Range(1, 16)]
    public int FramesInFlight { get; init; } = 2;

    /// <summary>Of two boxes that overlap more than this (intersection over union) only the better one is kept; by default .3 for YuNet and .4 for SCRFD, as their makers set it.</summary>
    [Range(0.05, 0.95)]
    public float? NmsThreshold { get; init; }

    /// <summary>The most candidates that enter suppression, the best first; bounds the time spent on a picture full of noise.</summary>
    [Range(1, 100_000)]
    public int TopK { get; init; } = 5000;
}
