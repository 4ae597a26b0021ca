using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>
/// One collection of faces as vectors: who looks like a probe? What an adapter is asked for is done, and durable, when the answer is
/// there; an index out of reach is an answer too (<see cref="IndexUnavailable"/>). Safe for searches beside writes.
/// </summary>
public interface IFaceIndex : IAsyncDisposable
{
    /// <summary>What it holds: the model and the length of all its templates.</summary>
    FaceCollection Collection { get; }

    /// <summary>Adds faces; one whose id is there already is replaced. All of them, or none.</summary>
    /// <returns>How many faces were written.</returns>
    /// <exception cref="InvalidOperationException">A template is of another model or length.</exception>
    /// <exception cref="ArgumentException">Two of the faces have one id.</exception>
    ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken);

    /// <summary>Removes faces; ids that are not there are left out.</summary>
    /// <returns>How many faces are gone by it, where the adapter knows; else how many were asked for.</returns>
    ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken);

    /// <summary>Removes all faces of a person.</summary>
    ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>Puts a person onto exactly these watchlists; his or her faces stay.</summary>
    ValueTask<IndexAnswer<long>> RelistAsync(PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken);

    /// <summary>For each query its hits, best first.</summary>
    /// <exception cref="InvalidOperationException">A probe is of another model or length.</exception>
    ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken);

    /// <summary>How many faces pass the filter.</summary>
    ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// The ids of all faces in a fixed order, at most <paramref name="limit"/> of them, from after <paramref name="after"/> on.
    /// </summary>
    ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken);

    /// <summary>What it holds of each face, in any order: what shows whether it is as the database says.</summary>
    ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken);

    /// <summary>How it is, for <c>analytics index status</c>.</summary>
    ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken);
}
