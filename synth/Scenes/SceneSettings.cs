using Analytics.Contracts;

namespace Analytics.Synth.Scenes;

/// <summary>How light it is.</summary>
public enum SceneLight
{
    /// <summary>Bright; little noise.</summary>
    Day,

    /// <summary>A few weak lamps; noise.</summary>
    Dim,

    /// <summary>Infrared from the camera: no colours, much noise.</summary>
    Night,
}

/// <summary>What a scene is made of.</summary>
public sealed record SceneSettings
{
    /// <summary>The most pixels of a side.</summary>
    public const int LargestSide = 3840;

    /// <summary>The fewest pixels of a side.</summary>
    public const int SmallestSide = 160;

    /// <summary>Decides everything that is left to chance.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many cameras look.</summary>
    public int Cameras { get; init; } = 1;

    /// <summary>
    /// How many people there are. One passes each camera every 1.2 seconds at most: the others of a short scene do not come.
    /// </summary>
    public int People { get; init; } = 12;

    /// <summary>How many of them are enrolled.</summary>
    public int Enrolled { get; init; } = 4;

    /// <summary>How long it lasts.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>Frames a second.</summary>
    public double Fps { get; init; } = 12.5;

    /// <summary>Pixels across.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Pixels down.</summary>
    public int Height { get; init; } = 720;

    /// <summary>How light it is.</summary>
    public SceneLight Light { get; init; }

    /// <summary>Frames of each camera.</summary>
    public int Frames => Math.Max(1, (int)Math.Round(Seconds * Fps));

    /// <summary>Refuses what cannot be made.</summary>
    /// <exception cref="FailureException">A number is out of range.</exception>
    public void Check()
    {
        Required.That(Cameras is >= 1 and <= 100_000, "cameras", "The number of cameras must be 1 to 100,000.");
        Required.That(People is >= 1 and <= 100_000, "people", "The number of people must be 1 to 100,000.");
        Required.That(
            Enrolled >= 0 && Enrolled <= People, "enrolled",
            $"The number of enrolled people must be 0 to {People}, the number of people.");
        Required.That(Seconds is > 0 and <= 86_400, "seconds", "The duration must be more than 0 and at most 86,400 seconds.");
        Required.That(Fps is >= 1 and <= 60, "fps", "The frame rate must be 1 to 60 frames per second.");
        Required.That(Enum.IsDefined(Light), "light", "The light must be day, dim or night.");
        Required.That(
            Width is >= SmallestSide and <= LargestSide && Height is >= SmallestSide and <= LargestSide && Width % 2 == 0
            && Height % 2 == 0,
            "size", $"Width and height must be even and {SmallestSide} to {LargestSide} pixels, for example 1280x720.");
    }
}
