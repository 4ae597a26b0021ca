using Analytics.Contracts;

namespace Analytics.Store;

/// <summary>A photo that is to be enrolled.</summary>
/// <param name="FileName">Without its folder.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Quality">Of the face.</param>
/// <param name="Crop">The face and its surroundings as JPEG.</param>
/// <param name="Template">What the model made of it.</param>
public sealed record NewPhoto(string FileName, string Sha256, FaceQuality Quality, ReadOnlyMemory<byte> Crop, Template Template);

/// <summary>A person in a list.</summary>
/// <param name="Id">Given by the gallery.</param>
/// <param name="Name">As the operator gave it.</param>
/// <param name="Photos">How many are enrolled.</param>
/// <param name="Watchlists">The lists that the person is on.</param>
public sealed record PersonSummary(PersonId Id, string Name, int Photos, IReadOnlyList<WatchlistId> Watchlists);

/// <summary>A person in full.</summary>
/// <param name="Id">Given by the gallery.</param>
/// <param name="Name">As the operator gave it.</param>
/// <param name="Note">What the operator noted.</param>
/// <param name="Created">When the person was added, in UTC.</param>
/// <param name="Photos">The enrolled ones, oldest first.</param>
/// <param name="Watchlists">The lists that the person is on.</param>
public sealed record PersonView(
    PersonId Id, string Name, string? Note, DateTimeOffset Created, IReadOnlyList<PhotoView> Photos, IReadOnlyList<WatchlistId> Watchlists);

/// <summary>An enrolled photo.</summary>
/// <param name="Id">Its id in database and index.</param>
/// <param name="FileName">Without its folder.</param>
/// <param name="Added">When it was added, in UTC.</param>
/// <param name="Quality">Of the face.</param>
/// <param name="Models">The models that it has templates of.</param>
public sealed record PhotoView(FaceId Id, string FileName, DateTimeOffset Added, FaceQuality Quality, IReadOnlyList<ModelId> Models);

/// <summary>Whose photo a file is.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Name">The person's name.</param>
public sealed record PhotoOwner(PersonId Person, string Name);

/// <summary>A watchlist.</summary>
/// <param name="Id">A word.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Policy">When it alerts.</param>
/// <param name="People">How many are on it.</param>
public sealed record WatchlistView(WatchlistId Id, string Description, WatchlistPolicy Policy, int People);

/// <summary>When a watchlist alerts: as often as a budget allows, or from a fixed similarity on. Exactly one of the two is set.</summary>
public sealed record WatchlistPolicy
{
    private WatchlistPolicy(double? budget, Similarity? threshold) => (FalseAlertsPerDay, Threshold) = (budget, threshold);

    /// <summary>One false alert per camera in a hundred days.</summary>
    public static WatchlistPolicy Default { get; } = Budget(0.01);

    /// <summary>The most false alerts per camera and day.</summary>
    public double? FalseAlertsPerDay { get; }

    /// <summary>The fixed similarity.</summary>
    public Similarity? Threshold { get; }

    /// <summary>At most so many false alerts per camera and day.</summary>
    /// <exception cref="FailureException">It is not above 0.</exception>
    public static WatchlistPolicy Budget(double falseAlertsPerDay) => double.IsFinite(falseAlertsPerDay) && falseAlertsPerDay > 0
        ? new(falseAlertsPerDay, null)
        : throw new InvalidException("A budget of false alerts per camera and day must be above 0, for example 0.01.");

    /// <summary>From this similarity on.</summary>
    /// <exception cref="FailureException">It is not between 0 and 1.</exception>
    public static WatchlistPolicy Fixed(Similarity threshold) => threshold.Value is > 0 and <= 1
        ? new(null, threshold)
        : throw new InvalidException("A fixed threshold must be a similarity above 0 and at most 1, for example 0.45.");
}
