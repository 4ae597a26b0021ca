using Analytics.Contracts;

namespace Analytics.Tests;

/// <summary>An alert to change with <c>with</c>.</summary>
internal static class SampleAlert
{
    public static Alert Ann { get; } = new()
    {
        Id = "",
        State = AlertState.Early,
        Person = new("ann"),
        Camera = new("gate"),
        Track = new(7),
        FirstSeen = DateTimeOffset.UnixEpoch,
        LastSeen = DateTimeOffset.UnixEpoch,
        FirstMediaTime = TimeSpan.Zero,
        LastMediaTime = TimeSpan.Zero,
        Similarity = new(0.8f),
        Margin = 0.2f,
        FalseMatchRate = null,
        Crops = 3,
        Quality = new FaceQuality(1, 100, 0, 0, 0, 0.5f, 120, 1),
        Box = new Box(1, 2, 3, 4),
        Crop = default,
    };
}
