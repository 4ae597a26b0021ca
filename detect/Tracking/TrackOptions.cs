using System.ComponentModel.DataAnnotations;

namespace Analytics.Detect.Tracking;

/// <summary>How faces are followed from frame to frame.</summary>
public sealed record TrackOptions
{
    /// <summary>A detection of at least this score may begin a track.</summary>
    [Range(0.0, 1.0)]
    public double HighScore { get; init; } = 0.6;

    /// <summary>A detection of at least this score may continue one; it is what the detector is asked for.</summary>
    [Range(0.0, 1.0)]
    public double LowScore { get; init; } = 0.3;

    /// <summary>How far boxes are grown on each side, in parts of their size, before their overlap is taken.</summary>
    [Range(0.0, 2.0)]
    public double Buffer { get; init; } = 0.3;

    /// <summary>The least overlap (IoU of the grown boxes) at which a detection continues a track.</summary>
    [Range(0.01, 1.0)]
    public double MinOverlap { get; init; } = 0.2;

    /// <summary>The least overlap (IoU) at which a detection of low score continues a track.</summary>
    [Range(0.01, 1.0)]
    public double MinOverlapLowScore { get; init; } = 0.4;

    /// <summary>A track unseen for longer has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxLost { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Mean change of the picture's cells, in luma levels, at which a hard cut is taken to have happened; 0 never takes one.
    /// </summary>
    [Range(0.0, 255.0)]
    public double CutThreshold { get; init; } = 28;
}
