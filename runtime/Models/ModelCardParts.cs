using System.Text.Json.Serialization;

namespace Analytics.Runtime.Models;

/// <summary>What a model does.</summary>
public enum ModelTask
{
    /// <summary>Finds faces with five landmarks.</summary>
    [JsonStringEnumMemberName("detect")]
    Detect,

    /// <summary>Turns an aligned face into a vector.</summary>
    [JsonStringEnumMemberName("embed")]
    Embed,

    /// <summary>Finds the landmarks of a face.</summary>
    [JsonStringEnumMemberName("landmarks")]
    Landmarks,

    /// <summary>Distinguishes a living face from a picture of one.</summary>
    [JsonStringEnumMemberName("liveness")]
    Liveness,
}

/// <summary>Where a model file comes from.</summary>
public sealed record ModelSource
{
    /// <summary>The public page of its makers.</summary>
    public required string Page { get; init; }

    /// <summary>Where the file, or the ZIP archive that holds it, can be downloaded; none where it has to be imported.</summary>
    public string? Download { get; init; }

    /// <summary>The name of the file within the downloaded ZIP archive, without folders; none where the download is the file.</summary>
    public string? ArchiveEntry { get; init; }

    /// <summary>What was done to the makers' file, for example a conversion.</summary>
    public string? Note { get; init; }
}

/// <summary>How a model was taught.</summary>
public sealed record ModelTraining
{
    /// <summary>The command that taught it.</summary>
    public required string Recipe { get; init; }

    /// <summary>The model whose answers it learnt, if any.</summary>
    public string? Teacher { get; init; }

    /// <summary>What it saw, with the terms under which that is offered.</summary>
    public required string[] Data { get; init; }

    /// <summary>Where it must not be trusted.</summary>
    public required string[] Limits { get; init; }
}

/// <summary>Something that was measured of a model.</summary>
/// <param name="What">On what, and what.</param>
/// <param name="Value">A share, 0 to 1.</param>
/// <param name="Command">The command that measured it.</param>
public sealed record ModelFigure(string What, double Value, string Command);

/// <summary>What a model may be used for.</summary>
public sealed record ModelLicence
{
    /// <summary>An SPDX identifier, or <c>LicenseRef-…</c> where there is none.</summary>
    public required string Id { get; init; }

    /// <summary>Where its text is.</summary>
    public required string Url { get; init; }

    /// <summary>Whether a user has to say yes before the file is downloaded, because some uses are not allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RequiresAcceptance { get; init; }
}

/// <summary>The order of a model's three input planes.</summary>
public enum ColourOrder
{
    /// <summary>Blue, green, red.</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,

    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,
}

/// <summary>How the values of a tensor lie in memory.</summary>
public enum TensorLayout
{
    /// <summary>Batch, channel, row, column: three whole planes for each picture.</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,
}

/// <summary>
/// How a picture becomes <c>float[N, 3, Height, Width]</c>: <c>(value − Mean[c]) × Scale[c]</c> of the 8-bit values, channel by
/// channel in the model's order.
/// </summary>
public sealed record ModelInput
{
    /// <summary>How the values lie in memory.</summary>
    public required TensorLayout Layout { get; init; }

    /// <summary>Pixels across where the model fixes them.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down where the model fixes them.</summary>
    public int? Height { get; init; }

    /// <summary>Where the model takes any size: both sides must be multiples of this.</summary>
    public int? MultipleOf { get; init; }

    /// <summary>The order of the planes.</summary>
    public required ColourOrder Colour { get; init; }

    /// <summary>Taken off the 8-bit value: <c>float[3]</c>, in the model's order of planes.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Multiplies what is left: <c>float[3]</c>, in the model's order of planes.</summary>
    public required float[] Scale { get; init; }
}

/// <summary>What an embedder expects and yields.</summary>
public sealed record EmbeddingSpec
{
    /// <summary>Components of the vector.</summary>
    public required int Length { get; init; }

    /// <summary>
    /// Where the five points fall in pixels of the input, <c>float[5][2]</c>: the eye on the picture's left, the other, the nose,
    /// the corner of the mouth on the picture's left, the other.
    /// </summary>
    public required float[][] Template { get; init; }
}
