using System.ComponentModel.DataAnnotations;

namespace Analytics.Embed.Scheduling;

/// <summary>Which faces are embedded: those that can change the answer.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Crops of lower quality are not tried: nobody could be recognised in them.</summary>
    [Range(0.0, 1.0)]
    public double MinQuality { get; init; } = 0.15;

    /// <summary>Attempts at the start of a track, one after the other.</summary>
    [Range(1, 20)]
    public int QuickAttempts { get; init; } = 3;

    /// <summary>The time between two quick attempts; closer ones would be the same picture.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan QuickInterval { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>The longest time between two attempts on a track that nobody is found for; it doubles up to this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A crop this many times as good as the best one so far is tried at the next look.</summary>
    [Range(1.0, 10.0)]
    public double BetterBy { get; init; } = 1.25;

    /// <summary>
    /// The time between two looks at a live camera that skips still scenes, while no face in view is new, fast, in its first attempts or
    /// nearly recognised; 0 looks at the analysis rate, as <c>--annotate</c> does. A file is paced so with <c>--realtime</c> and
    /// <c>Ingest:Motion</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan CalmInterval { get; init; } = TimeSpan.FromSeconds(0.6);

    /// <summary>How often a locked track is looked at again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReconfirmInterval { get; init; } = TimeSpan.FromSeconds(10);
}
