using System.ComponentModel.DataAnnotations;

namespace Analytics.Detect.Tracking;

/// <summary>Face tracking.</summary>
public sealed record TrackOptions
{
    /// <summary>Lowest score of a detection that starts a track.</summary>
    [Range(0.0, 1.0)]
    public double HighScore { get; init; } = 0.6;

    /// <summary>Lowest score of a detection that continues a track. The detector returns no lower scores.</summary>
    [Range(0.0, 1.0)]
    public double LowScore { get; init; } = 0.3;

    /// <summary>Amount by which a box is enlarged on each side, relative to its size, before the overlap is computed.</summary>
    [Range(0.0, 2.0)]
    public double Buffer { get; init; } = 0.3;

    /// <summary>Lowest overlap (IoU of the enlarged boxes) at which a detection continues a track.</summary>
    [Range(0.01, 1.0)]
    public double MinOverlap { get; init; } = 0.2;

    /// <summary>Lowest overlap (IoU) at which a detection of low score continues a track.</summary>
    [Range(0.01, 1.0)]
    public double MinOverlapLowScore { get; init; } = 0.4;

    /// <summary>Time without a detection after which a track ends.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxLost { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Mean change of the picture's cells, in luma levels, that counts as a hard cut; 0 disables cuts.
    /// </summary>
    [Range(0.0, 255.0)]
    public double CutThreshold { get; init; } = 28;
}
