using System.ComponentModel.DataAnnotations;

namespace Analytics.Detect;

/// <summary>Face detection.</summary>
public sealed record DetectOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Detect";

    /// <summary>
    /// Longer side of the detector's input in pixels. The picture is scaled to it and keeps its aspect. A larger value finds smaller faces
    /// and takes longer.
    /// </summary>
    [Range(64, 4096)]
    public int LongSide { get; init; } = 640;

    /// <summary>Faces with a lower score are dropped. The tracker decides which of the others start a track.</summary>
    [Range(0.01, 0.99)]
    public float ScoreThreshold { get; init; } = 0.3f;

    /// <summary>Frames of one file that are analysed at the same time. A live camera has one: the newest.</summary>
    [Range(1, 16)]
    public int FramesInFlight { get; init; } = 2;

    /// <summary>
    /// Of two boxes that overlap more than this (intersection over union) only the better one is kept; by default the value of the model's
    /// publisher: 0.3 for YuNet, 0.4 for SCRFD.
    /// </summary>
    [Range(0.05, 0.95)]
    public float? NmsThreshold { get; init; }

    /// <summary>
    /// Largest number of candidates that enter non-maximum suppression, best first. It bounds the time that a noisy picture takes.
    /// </summary>
    [Range(1, 100_000)]
    public int TopK { get; init; } = 5000;
}
