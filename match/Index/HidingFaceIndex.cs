using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>
/// An index that does not find whose erasure is not done yet: a server may be away, or a disk full, for longer than somebody who was
/// removed may be recognised. Its status counts all that it holds.
/// </summary>
/// <param name="index">Finds the others.</param>
public sealed class HidingFaceIndex(IFaceIndex index) : IFaceIndex, IProbeFaces
{
    private volatile Tuple<IReadOnlyCollection<PersonId>, IReadOnlyCollection<FaceId>> _hidden = new([], []);

    /// <inheritdoc/>
    public FaceCollection Collection => index.Collection;

    /// <summary>From now on finds none of these people and faces, and all others.</summary>
    public void Hide(IReadOnlyCollection<PersonId> people, IReadOnlyCollection<FaceId> faces) => _hidden = new(people, faces);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken) =>
        index.SearchAsync([.. queries.Select(query => query with { Filter = Narrowed(query.Filter) })], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken) =>
        index.CountAsync(Narrowed(filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken) =>
        index.UpsertAsync(faces, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken) =>
        index.RemoveAsync(faces, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken) =>
        index.RemoveAsync(person, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RelistAsync(
        PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken) =>
        index.RelistAsync(person, watchlists, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken) =>
        index.ListAsync(after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken) =>
        index.ContentsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken) => index.StatusAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken) =>
        index is IProbeFaces probed
            ? probed.FetchAsync(faces, cancellationToken)
            : ValueTask.FromResult(IndexAnswer.Of<IReadOnlyList<Template>>([]));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => index.DisposeAsync();

    private FaceFilter Narrowed(FaceFilter filter)
    {
        var (people, faces) = _hidden;
        return people.Count + faces.Count == 0 ? filter : filter with { Without = people, WithoutFaces = faces };
    }
}
