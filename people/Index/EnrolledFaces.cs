using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Analytics.Store.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Analytics.People.Index;

/// <summary>A photo that an index could not take over.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Person">Whose.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Reason">Why, and what next.</param>
public sealed record NotTaken(FaceId Photo, PersonId Person, string Name, string Reason);

/// <summary>Faces of the database as an index holds them.</summary>
/// <param name="Faces">Decrypted.</param>
/// <param name="NotTaken">Those that an index cannot hold.</param>
/// <param name="Last">The last photo that was looked at; none when there was none.</param>
internal sealed record FacePage(IReadOnlyList<FaceEntry> Faces, IReadOnlyList<NotTaken> NotTaken, Guid? Last);

/// <summary>Reads templates of the database and decrypts them, for an index alone.</summary>
internal static class EnrolledFaces
{
    /// <summary>Photos in the order of their ids, from after one on.</summary>
    public static Task<FacePage> PageAsync(
        this GalleryDatabase database, FaceCollection collection, Guid? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(context => ReadAsync(
            database, context, collection,
            context.Photos.Where(photo => after == null || photo.Id > after.Value).OrderBy(photo => photo.Id).Take(limit),
            cancellationToken));

    /// <summary>All photos of these people.</summary>
    public static Task<FacePage> OfAsync(
        this GalleryDatabase database, FaceCollection collection, IReadOnlyList<string> people, CancellationToken cancellationToken) =>
        database.ReadAsync(context => ReadAsync(
            database, context, collection,
            context.Photos.Where(photo => people.Contains(photo.PersonId)).OrderBy(photo => photo.Id), cancellationToken));

    /// <summary>These photos, as far as they are there.</summary>
    public static Task<FacePage> FacesAsync(
        this GalleryDatabase database, FaceCollection collection, IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. faces.Select(face => face.Value)];
        return database.ReadAsync(context => ReadAsync(
            database, context, collection, context.Photos.Where(photo => ids.Contains(photo.Id)).OrderBy(photo => photo.Id),
            cancellationToken));
    }

    /// <summary>What an index of this model should hold of each face.</summary>
    public static Task<Dictionary<FaceId, FaceContents>> ContentsAsync(
        this GalleryDatabase database, FaceCollection collection, CancellationToken cancellationToken) =>
        database.ReadAsync(async context =>
        {
            var model = collection.Model.Value;
            var members = await context.Memberships.Select(row => new { row.PersonId, row.WatchlistId }).ToListAsync(cancellationToken);
            var digests = members.GroupBy(row => row.PersonId, row => new WatchlistId(row.WatchlistId))
                .ToDictionary(person => person.Key, FaceContents.HashOf);
            var nothing = FaceContents.HashOf([]);
            var rows = await context.Templates.Where(row => row.Model == model)
                .Select(row => new { row.PhotoId, row.Photo!.PersonId }).ToListAsync(cancellationToken);
            return rows.ToDictionary(row => new FaceId(row.PhotoId), row => FaceContents.Of(
                new FaceId(row.PhotoId), FaceContents.HashOf(new PersonId(row.PersonId)),
                digests.GetValueOrDefault(row.PersonId, nothing)));
        });

    /// <summary>The watchlists of a person.</summary>
    public static Task<List<WatchlistId>> ListsOfAsync(
        this GalleryDatabase database, PersonId person, CancellationToken cancellationToken) =>
        database.ReadAsync(context => context.Memberships.Where(row => row.PersonId == person.Value)
            .OrderBy(row => row.WatchlistId).Select(row => new WatchlistId(row.WatchlistId)).ToListAsync(cancellationToken));

    private static async Task<FacePage> ReadAsync(
        GalleryDatabase database, GalleryContext context, FaceCollection collection, IQueryable<PhotoRow> photos,
        CancellationToken cancellationToken)
    {
        var model = collection.Model.Value;
        var rows = await photos.Select(photo => new Stored(
            photo.Id, photo.PersonId, photo.Person!.Name, photo.Person.WrappedKey,
            photo.Templates.Where(template => template.Model == model).Select(template => template.Vector).FirstOrDefault()))
                .ToListAsync(cancellationToken);
        var people = rows.Select(row => row.PersonId).Distinct().ToList();
        var lists = await context.Memberships.Where(row => people.Contains(row.PersonId))
            .Select(row => new { row.PersonId, row.WatchlistId }).ToListAsync(cancellationToken);
        var listed = lists.ToLookup(row => row.PersonId, row => new WatchlistId(row.WatchlistId));
        List<FaceEntry> faces = new(rows.Count);
        List<NotTaken> notTaken = [];
        foreach (var person in rows.GroupBy(row => row.PersonId))
        {
            using var key = PersonKey.Unwrap(database.MasterKey, new PersonId(person.Key), person.First().WrappedKey);
            IReadOnlyList<WatchlistId> watchlists = [.. listed[person.Key].OrderBy(list => list.Value, StringComparer.Ordinal)];
            foreach (var row in person)
            {
                if (Open(row, key, collection, out var reason) is { } template)
                {
                    faces.Add(new FaceEntry(new FaceId(row.Id), template) { Person = new PersonId(row.PersonId), Watchlists = watchlists });
                }
                else
                {
                    notTaken.Add(new NotTaken(new FaceId(row.Id), new PersonId(row.PersonId), row.Name, reason));
                }
            }
        }

        return new FacePage(faces, notTaken, rows.Count == 0 ? null : rows[^1].Id);
    }

    private static Template? Open(Stored row, PersonKey? key, FaceCollection collection, out string reason)
    {
        reason = $"there is no template of '{collection.Model}': use the pack of the enrolment, or make the template from the stored face";
        if (row.Vector is null)
        {
            return null;
        }

        reason = "it cannot be decrypted, the row was altered: remove the photo and enrol it again, or restore the database";
        if (key?.OpenTemplate(new FaceId(row.Id), collection.Model, row.Vector) is not { } template)
        {
            return null;
        }

        reason = $"its template has {template.Length} components, not {collection.Length}: remove the photo and enrol it again";
        return template.Length == collection.Length ? template : null;
    }

    private sealed record Stored(Guid Id, string PersonId, string Name, byte[] WrappedKey, byte[]? Vector);
}
