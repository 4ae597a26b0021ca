namespace Analytics.Runtime.Models;

/// <summary>A detector and an embedder that work together, under one name.</summary>
public sealed record ModelPack
{
    /// <summary>The pack of a fresh installation: both models come with it.</summary>
    public const string Default = "bundled";

    /// <summary>The name under which it is asked for.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for the list.</summary>
    public required string Summary { get; init; }

    /// <summary>The id of the detector's card.</summary>
    public required string Detector { get; init; }

    /// <summary>The id of the embedder's card.</summary>
    public required string Embedder { get; init; }
}
