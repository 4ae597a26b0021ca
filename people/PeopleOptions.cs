using Analytics.Detect;
using Analytics.Match;
using Analytics.Match.Index;
using Analytics.People.Photos;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Store;

namespace Analytics.People;

/// <summary>What a gallery goes by.</summary>
/// <param name="Data">The data folder, for the embedded database and index.</param>
public sealed record PeopleOptions(string Data)
{
    /// <summary>Where people, photos and watchlists are kept.</summary>
    public GalleryOptions Gallery { get; init; } = new();

    /// <summary>Where the enrolled faces are searched.</summary>
    public IndexOptions Index { get; init; } = new();

    /// <summary>How evidence becomes a name.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>Which models are used and where they lie.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Where the models run.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>How faces are looked for.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>What makes a photo good enough to enrol.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>The lowest score of a detection that counts as a face, 0 to 1.</summary>
    public double LeastScore { get; init; } = 0.6;

    /// <summary>Looks up environment variables: the database's connection, the master key.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
