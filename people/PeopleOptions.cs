using Analytics.Detect;
using Analytics.Match;
using Analytics.Match.Index;
using Analytics.People.Photos;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Store;

namespace Analytics.People;

/// <summary>Options of a gallery.</summary>
/// <param name="Data">The data folder, for the embedded database and index.</param>
public sealed record PeopleOptions(string Data)
{
    /// <summary>Database of people, photos and watchlists.</summary>
    public GalleryOptions Gallery { get; init; } = new();

    /// <summary>Index of the enrolled faces.</summary>
    public IndexOptions Index { get; init; } = new();

    /// <summary>Identification.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>The models in use and their folder.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Device and threads of the models.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>Face detection.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>Quality that a photo needs to be enrolled.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>The lowest score of a detection that counts as a face, 0 to 1.</summary>
    public double LeastScore { get; init; } = 0.6;

    /// <summary>What makes templates that the pack of models lacks, in a sentence; a front names its command.</summary>
    public string MissingTemplates { get; init; } =
        "Make the missing templates from the stored faces, or use the pack of models of the enrolment.";

    /// <summary>Looks up environment variables: the database's connection, the master key.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
