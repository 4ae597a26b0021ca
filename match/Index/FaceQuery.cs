using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>Who looks like this?</summary>
/// <param name="Probe">Of the collection's model.</param>
/// <param name="Top">The most hits; 1 or more.</param>
public sealed record FaceQuery(Template Probe, int Top)
{
    /// <summary>Which faces come into question; all of them by default.</summary>
    public FaceFilter Filter { get; init; } = FaceFilter.All;

    /// <summary>
    /// Hits at or above it are exact. Below it the search may stop early and miss some: of no use to a decision that asks for more.
    /// None: the whole answer is exact.
    /// </summary>
    public Similarity? ExactFrom { get; init; }

    /// <summary>One hit a person, the nearest photo; faces of nobody count as people of their own. Else one hit a face.</summary>
    public bool ByPerson { get; init; } = true;
}

/// <summary>Which faces of a collection come into question; what is not set does not narrow.</summary>
public sealed record FaceFilter
{
    /// <summary>All faces.</summary>
    public static FaceFilter All { get; } = new();

    /// <summary>Of people on this watchlist.</summary>
    public WatchlistId? Watchlist { get; init; }

    /// <summary>Of this person.</summary>
    public PersonId? Person { get; init; }

    /// <summary>Not of this person.</summary>
    public PersonId? OtherThan { get; init; }

    /// <summary>Of none of these people, whose erasure is not done yet; empty does not narrow.</summary>
    public IReadOnlyCollection<PersonId> Without { get; init; } = [];

    /// <summary>None of these faces, whose erasure is not done yet; empty does not narrow.</summary>
    public IReadOnlyCollection<FaceId> WithoutFaces { get; init; } = [];

    /// <summary>Seen by one of these cameras; empty does not narrow.</summary>
    public IReadOnlyList<CameraId> Cameras { get; init; } = [];

    /// <summary>Seen at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Seen before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether the face passes.</summary>
    public bool Passes(FaceEntry face) =>
        (Watchlist is not { } list || face.Watchlists.Contains(list))
        && (Person is not { } person || face.Person == person)
        && (OtherThan is not { } other || face.Person != other)
        && !(face.Person is { } known && Without.Contains(known))
        && !WithoutFaces.Contains(face.Id)
        && (Cameras.Count == 0 || (face.Camera is { } camera && Cameras.Contains(camera)))
        && (From is not { } from || face.SeenAt >= from)
        && (To is not { } to || face.SeenAt < to);
}

/// <summary>A face that may be the probe's.</summary>
/// <param name="Face">The face that was found.</param>
/// <param name="Person">Whose photo it is; none for a sighting.</param>
/// <param name="Similarity">To the probe.</param>
public readonly record struct FaceHit(FaceId Face, PersonId? Person, Similarity Similarity);
