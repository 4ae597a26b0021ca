using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>One face of the index: an enrolled photo, or a sighting.</summary>
/// <param name="Id">Its id in the database.</param>
/// <param name="Template">Of the collection's model.</param>
public sealed record FaceEntry(FaceId Id, Template Template)
{
    /// <summary>Whose photo it is; none for a sighting.</summary>
    public PersonId? Person { get; init; }

    /// <summary>The watchlists that the person is on.</summary>
    public IReadOnlyList<WatchlistId> Watchlists { get; init; } = [];

    /// <summary>The camera that saw it; none for a photo.</summary>
    public CameraId? Camera { get; init; }

    /// <summary>When it was seen; none for a photo.</summary>
    public DateTimeOffset? SeenAt { get; init; }
}
