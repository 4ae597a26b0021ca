using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.People.Index;

/// <summary>
/// Who and what is to be gone from the index, and is not known to be. It lies in the database, so it outlives every process.
/// </summary>
/// <param name="People">With all their faces.</param>
/// <param name="Faces">Single faces.</param>
public sealed record PendingErasures(IReadOnlyList<PersonId> People, IReadOnlyList<FaceId> Faces)
{
    /// <summary>How many there are.</summary>
    public int Count => People.Count + Faces.Count;

    /// <summary>Reads them.</summary>
    /// <exception cref="FailureException">The database is out of reach.</exception>
    public static Task<PendingErasures> OfAsync(GalleryDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(async context =>
        {
            var rows = await context.IndexWork
                .Where(row => row.Kind == IndexWorkKind.RemovePerson || row.Kind == IndexWorkKind.RemoveFace)
                .ToListAsync(cancellationToken);
            return new PendingErasures(
                [.. rows.Where(row => row.Kind == IndexWorkKind.RemovePerson).Select(row => new PersonId(row.PersonId)).Distinct()],
                [.. rows.Where(row => row.Kind == IndexWorkKind.RemoveFace).Select(row => new FaceId(row.FaceId!.Value)).Distinct()]);
        });

    /// <summary>
    /// Erases faces that the database does not have. They are written down first: what one copy of the index is rid of, and another is not,
    /// no comparison may find later.
    /// </summary>
    /// <returns>Why that is not known to be done; none where it is.</returns>
    internal static async Task<IndexUnavailable?> EraseAsync(
        GalleryDatabase database, IFaceIndex index, IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        var pending = await OfAsync(database, cancellationToken);
        await database.NoteAsync(context =>
        {
            context.IndexWork.AddRange(faces.Except(pending.Faces).Select(
                face => new IndexWorkRow { Kind = IndexWorkKind.RemoveFace, PersonId = "", FaceId = face.Value }));
            return context.SaveChangesAsync(cancellationToken);
        });
        if ((await index.RemoveAsync(faces, cancellationToken)).Unavailable is { } notErased)
        {
            return notErased;
        }

        foreach (var page in faces.Select(face => face.Value).Chunk(500))
        {
            await database.NoteAsync(context => context.IndexWork
                .Where(row => row.Kind == IndexWorkKind.RemoveFace && page.Contains(row.FaceId!.Value))
                .ExecuteDeleteAsync(cancellationToken));
        }

        return null;
    }
}
