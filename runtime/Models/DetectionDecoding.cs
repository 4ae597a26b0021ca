using System.Text.Json.Serialization;

namespace Analytics.Runtime.Models;

/// <summary>How the raw outputs of a detector are read.</summary>
public enum DetectorKind
{
    /// <summary>YuNet: classification × objectness, box as centre and logarithm of its size (Wu, Peng, Yu, 2023).</summary>
    [JsonStringEnumMemberName("yunet")]
    YuNet,

    /// <summary>SCRFD: score, distances from the anchor to the four edges (Guo et al., 2021).</summary>
    [JsonStringEnumMemberName("scrfd")]
    Scrfd,
}

/// <summary>How a detector's outputs become faces.</summary>
public sealed record DetectionDecoding
{
    /// <summary>How the numbers are read.</summary>
    public required DetectorKind Kind { get; init; }

    /// <summary>Anchors at each cell of a level.</summary>
    public required int Anchors { get; init; }

    /// <summary>
    /// Which of the model's five points is the eye on the picture's left, the other, the nose, the corner of the mouth on the
    /// picture's left, the other: <c>int[5]</c>, each of 0 to 4 once.
    /// </summary>
    public required int[] LandmarkOrder { get; init; }

    /// <summary>The levels of the feature pyramid, by growing stride.</summary>
    public required DetectionLevel[] Levels { get; init; }
}

/// <summary>
/// One level: a grid of <c>(height / Stride) × (width / Stride)</c> cells, each with the card's number of anchors. Every output is
/// <c>float[cells × anchors, values]</c>, with or without a leading batch dimension.
/// </summary>
public sealed record DetectionLevel
{
    /// <summary>Pixels of the input from cell to cell.</summary>
    public required int Stride { get; init; }

    /// <summary>The output with one score for each anchor.</summary>
    public required string Score { get; init; }

    /// <summary>The output with one objectness for each anchor (YuNet only).</summary>
    public string? Objectness { get; init; }

    /// <summary>The output with four values for each anchor.</summary>
    public required string Box { get; init; }

    /// <summary>The output with five points for each anchor.</summary>
    public required string Landmarks { get; init; }
}
