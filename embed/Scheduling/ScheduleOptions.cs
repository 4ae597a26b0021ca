using System.ComponentModel.DataAnnotations;

namespace Analytics.Embed.Scheduling;

/// <summary>Selection of the faces to embed.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Lowest quality of a crop that is embedded. Nobody can be recognised in worse crops.</summary>
    [Range(0.0, 1.0)]
    public double MinQuality { get; init; } = 0.15;

    /// <summary>Number of quick attempts at the start of a track.</summary>
    [Range(1, 20)]
    public int QuickAttempts { get; init; } = 3;

    /// <summary>Time between two quick attempts. Closer crops show the same picture.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan QuickInterval { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>Longest time between two attempts on an unidentified track. The time doubles up to this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A crop this many times better than the track's best one is embedded at the next analysis.</summary>
    [Range(1.0, 10.0)]
    public double BetterBy { get; init; } = 1.25;

    /// <summary>
    /// Time between two analyses of a live camera that skips still scenes, while no face in view is new, fast, in its first attempts or
    /// nearly recognised. 0 analyses at the analysis rate, as <c>--annotate</c> does. For a file it applies only with <c>--realtime</c>
    /// and <c>Ingest:Motion</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan CalmInterval { get; init; } = TimeSpan.FromSeconds(0.6);

    /// <summary>Time between two attempts on a locked track.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReconfirmInterval { get; init; } = TimeSpan.FromSeconds(10);
}
