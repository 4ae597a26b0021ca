namespace Analytics.Host.Commands;

/// <summary>The work behind the subcommands of <c>analytics models</c>.</summary>
public sealed record ModelsHandlers
{
    /// <summary>Lists cards and packs, and which files are there.</summary>
    public required CommandHandler<NoSettings> List { get; init; }

    /// <summary>Takes files by their hash.</summary>
    public required CommandHandler<ModelsImportSettings> Import { get; init; }

    /// <summary>Downloads a pack.</summary>
    public required CommandHandler<ModelsPullSettings> Pull { get; init; }

    /// <summary>Checks the hash of every file in the store.</summary>
    public required CommandHandler<NoSettings> Verify { get; init; }

    /// <summary>Measures the accuracy on Labeled Faces in the Wild.</summary>
    public required CommandHandler<ModelsEvaluateSettings> Evaluate { get; init; }
}
