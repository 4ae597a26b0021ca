using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.People.Index;

/// <summary>What became of the work that waited for the index.</summary>
/// <param name="Unavailable">Why not all of it was done; it waits for the next time. None when it was.</param>
/// <param name="NotTaken">Photos that the index cannot hold.</param>
/// <param name="NotErased">
/// Why erasures are left (<see cref="PendingErasures"/>) where all else was done; they are repeated each time. None when there are none.
/// </param>
public sealed record IndexCaughtUp(IndexUnavailable? Unavailable, IReadOnlyList<NotTaken> NotTaken, IndexUnavailable? NotErased = null);

/// <summary>
/// Brings an index to what the database says. Every write leaves its word for the index in the same transaction; it is taken from there, in
/// whichever process comes first, and each step is one that can be done twice. An erasure that an index does not confirm holds nothing
/// else up.
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
        IndexUnavailable? unavailable = null, notErased = null;
        for (var last = 0L; await WaitingAsync(last, cancellationToken);)
        {
            await using var alone = await database.LockAsync(Purpose, cancellationToken);
            var work = await database.ReadAsync(
                context => context.IndexWork.Where(row => row.Id > last).OrderBy(row => row.Id).Take(PageSize)
                    .ToListAsync(cancellationToken));
            var (done, why) = await EraseAsync(work, index, notErased, cancellationToken);
            notErased = why;

            // What cannot be written holds no erasure up either.
            unavailable ??= await WriteAsync(work, index, notTaken, cancellationToken);
            done.AddRange(work.Where(row => unavailable is null && !IsErasure(row)).Select(row => row.Id));
            await database.NoteAsync(
                context => context.IndexWork.Where(row => done.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken));
            last = work.Count > 0 ? work[^1].Id : last;
        }

        return new IndexCaughtUp(unavailable, notTaken, notErased);
    }

    /// <summary>Whether work waits for the index.</summary>
    public Task<bool> WaitingAsync(CancellationToken cancellationToken) => WaitingAsync(0, cancellationToken);

    private Task<bool> WaitingAsync(long after, CancellationToken cancellationToken) =>
        database.ReadAsync(context => context.IndexWork.AnyAsync(row => row.Id > after, cancellationToken));

    // What is erased first cannot come back: the database, of which the rest is read afterwards, has it no more. Where one could not be
    // erased, the next is not tried: each takes as long as all attempts together.
    private static async Task<(List<long> Done, IndexUnavailable? NotErased)> EraseAsync(
        List<IndexWorkRow> work, IFaceIndex index, IndexUnavailable? notErased, CancellationToken cancellationToken)
    {
        List<long> done = [];
        List<FaceId> faces = [.. Of(work, IndexWorkKind.RemoveFace).Select(row => new FaceId(row.FaceId!.Value)).Distinct()];
        if (faces.Count > 0 && (notErased ??= (await index.RemoveAsync(faces, cancellationToken)).Unavailable) is null)
        {
            done.AddRange(Of(work, IndexWorkKind.RemoveFace).Select(row => row.Id));
        }

        foreach (var person in Of(work, IndexWorkKind.RemovePerson).GroupBy(row => row.PersonId))
        {
            if ((notErased ??= (await index.RemoveAsync(new PersonId(person.Key), cancellationToken)).Unavailable) is null)
            {
                done.AddRange(person.Select(row => row.Id));
            }
        }

        return (done, notErased);
    }

    // The database is asked for how things are now, so the order within a page does not matter.
    private async Task<IndexUnavailable?> WriteAsync(
        List<IndexWorkRow> work, IFaceIndex index, List<NotTaken> notTaken, CancellationToken cancellationToken)
    {
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

        return null;
    }

    private static bool IsErasure(IndexWorkRow row) => row.Kind is IndexWorkKind.RemoveFace or IndexWorkKind.RemovePerson;

    private static IEnumerable<IndexWorkRow> Of(List<IndexWorkRow> work, IndexWorkKind kind) => work.Where(row => row.Kind == kind);

    private static string[] People(List<IndexWorkRow> work, IndexWorkKind kind) =>
        [.. Of(work, kind).Select(row => row.PersonId).Distinct()];
}
