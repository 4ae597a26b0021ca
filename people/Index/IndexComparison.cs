using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;

namespace Analytics.People.Index;

/// <summary>
/// Compares an index with the database face by face, and takes over what differs. The work that waits for an index says what has changed;
/// this finds what nothing says: a backup that was put back, an index that was lost or half written, a copy that nobody writes work for.
/// </summary>
/// <param name="database">The truth.</param>
/// <param name="index">Follows it.</param>
/// <param name="isShared">Whether other processes may write the index too.</param>
public sealed class IndexComparison(GalleryDatabase database, IFaceIndex index, bool isShared)
{
    private const int PageSize = 500;

    /// <summary>Takes over what differs; where that is nothing, only reads.</summary>
    public async Task<IndexCaughtUp> AlignAsync(CancellationToken cancellationToken)
    {
        var differing = await DifferingAsync(cancellationToken);
        if (differing.Unavailable is { } notRead)
        {
            return new IndexCaughtUp(notRead, []);
        }

        if (differing.Value.Count == 0)
        {
            return new IndexCaughtUp(null, []);
        }

        // What differs is read again where nobody else writes: another process may have taken it over meanwhile.
        await using var alone = isShared ? await database.LockAsync(IndexKeeper.Purpose, cancellationToken) : null;
        List<NotTaken> notTaken = [];
        IndexUnavailable? notErased = null;
        foreach (var page in differing.Value.Chunk(PageSize))
        {
            var now = await database.FacesAsync(index.Collection, page, cancellationToken);
            notTaken.AddRange(now.NotTaken);
            List<FaceId> gone = [.. page.Except(now.Faces.Select(face => face.Id))];
            notErased = gone.Count == 0 ? notErased : await EraseAsync(gone, cancellationToken) ?? notErased;
            if (now.Faces.Count > 0 && await index.UpsertAsync(now.Faces, cancellationToken) is { Unavailable: { } notWritten })
            {
                return new IndexCaughtUp(notWritten, notTaken, notErased);
            }
        }

        return new IndexCaughtUp(null, notTaken, notErased);
    }

    private async Task<IndexUnavailable?> EraseAsync(List<FaceId> gone, CancellationToken cancellationToken) => isShared
        ? await PendingErasures.EraseAsync(database, index, gone, cancellationToken)
        : (await index.RemoveAsync(gone, cancellationToken)).Unavailable;

    private async Task<IndexAnswer<List<FaceId>>> DifferingAsync(CancellationToken cancellationToken)
    {
        var there = await index.ContentsAsync(cancellationToken);
        if (there.Unavailable is { } notRead)
        {
            return IndexAnswer.Without<List<FaceId>>(notRead);
        }

        var left = await database.ContentsAsync(index.Collection, cancellationToken);
        List<FaceId> differing = [];
        foreach (var face in there.Value)
        {
            if (!left.Remove(face.Face, out var wanted) || wanted != face)
            {
                differing.Add(face.Face);
            }
        }

        return IndexAnswer.Of<List<FaceId>>([.. differing, .. left.Keys]);
    }
}
