using System.ComponentModel.DataAnnotations;

namespace Analytics.Runtime.Models;

/// <summary>The models in use and their folder.</summary>
public sealed record ModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Models";

    /// <summary>The model pack: a detector and an embedder ('analytics models list' shows them).</summary>
    [Required]
    public string Pack { get; init; } = ModelPack.Default;

    /// <summary>
    /// Folder of the model files; by default the variable <c>ANALYTICS_MODELS</c>, else <c>analytics/models</c> in the user's data folder.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The store in <see cref="Folder"/> or the default folder.</summary>
    public ModelStore OpenStore() =>
        new(Folder ?? ModelStore.DefaultFolder(Environment.GetEnvironmentVariable), ModelCatalog.BuiltIn);
}
