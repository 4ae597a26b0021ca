using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.People.Index;

/// <summary>What became of the work that waited for the index.</summary>
/// <param name="Unavailable">Why not all of it was done; it waits for the next time. None when it was.</param>
/// <param name="NotTaken">Photos that the index cannot hold.</param>
public sealed record IndexCaughtUp(IndexUnavailable? Unavailable, IReadOnlyList<NotTaken> NotTaken);

/// <summary>
/// Brings an index to what the database says. Every write leaves its word for the index in the same transaction; it is taken from there, in
/// whichever process comes first, and each step is one that can be done twice.
/// </summary>
/// <param name="database">The truth.</param>
public sealed class IndexKeeper(GalleryDatabase database)
{
    /// <summary>What keeps two processes from writing the index at once.</summary>
    internal const string Purpose = "index";

    private const int PageSize = 500;

    /// <summary>Does what waits for the index.</summary>
    public async Task<IndexCaughtUp> CatchUpAsync(IFaceIndex index, CancellationToken cancellationToken)
    {
        List<NotTaken> notTaken = [];
        while (await WaitingAsync(cancellationToken))
        {
            await using var alone = await database.LockAsync(Purpose, cancellationToken);
            var work = await database.ReadAsync(
                context => context.IndexWork.OrderBy(row => row.Id).Take(PageSize).ToListAsync(cancellationToken));
            if (await DoAsync(work, index, notTaken, cancellationToken) is { } unavailable)
            {
                return new IndexCaughtUp(unavailable, notTaken);
            }

            var done = work.ConvertAll(row => row.Id);
            await database.ReadAsync(
                context => context.IndexWork.Where(row => done.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken));
        }

        return new IndexCaughtUp(null, notTaken);
    }

    /// <summary>Whether work waits for the index.</summary>
    public Task<bool> WaitingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(context => context.IndexWork.AnyAsync(cancellationToken));

    // The database is asked for how things are now, so the order within a page does not matter.
    private async Task<IndexUnavailable?> DoAsync(
        List<IndexWorkRow> work, IFaceIndex index, List<NotTaken> notTaken, CancellationToken cancellationToken)
    {
        List<FaceId> gone = [.. Of(work, IndexWorkKind.RemoveFace).Select(row => new FaceId(row.FaceId!.Value))];
        if (gone.Count > 0 && await index.RemoveAsync(gone, cancellationToken) is { Unavailable: { } notRemoved })
        {
            return notRemoved;
        }

        var written = People(work, IndexWorkKind.Write);
        foreach (var page in written.Chunk(PageSize))
        {
            var faces = await database.OfAsync(index.Collection, page, cancellationToken);
            notTaken.AddRange(faces.NotTaken);
            if (faces.Faces.Count > 0 && await index.UpsertAsync(faces.Faces, cancellationToken) is { Unavailable: { } notWritten })
            {
                return notWritten;
            }
        }

        foreach (var person in People(work, IndexWorkKind.Relist).Except(written))
        {
            PersonId id = new(person);
            var lists = await database.ListsOfAsync(id, cancellationToken);
            if (await index.RelistAsync(id, lists, cancellationToken) is { Unavailable: { } notListed })
            {
                return notListed;
            }
        }

        // Last: a person whose photos were read above may have been removed meanwhile.
        foreach (var person in People(work, IndexWorkKind.RemovePerson))
        {
            if (await index.RemoveAsync(new PersonId(person), cancellationToken) is { Unavailable: { } notRemoved2 })
            {
                return notRemoved2;
            }
        }

        return null;
    }

    private static IEnumerable<IndexWorkRow> Of(List<IndexWorkRow> work, IndexWorkKind kind) => work.Where(row => row.Kind == kind);

    private static string[] People(List<IndexWorkRow> work, IndexWorkKind kind) =>
        [.. Of(work, kind).Select(row => row.PersonId).Distinct()];
}
