using Analytics.Contracts;
using Analytics.Store.Database;
using Analytics.Store.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Store;

/// <summary>Who is enrolled, with which photos. Every change is one transaction, and leaves word for the index in it.</summary>
/// <param name="database">The database that holds them.</param>
/// <param name="time">The clock for time stamps.</param>
public sealed class PeopleRegister(GalleryDatabase database, TimeProvider time)
{
    private Task<PersonView?> ReadAsync(PersonId person, CancellationToken cancellationToken) => database.ReadAsync(
        context => context.People.Where(row => row.Id == person.Value).Select(row => new PersonView(
            new PersonId(row.Id), row.Name, row.Note, row.Created,
            row.Photos.Select(photo => new PhotoView(
                new FaceId(photo.Id), photo.FileName, photo.Added, photo.Quality,
                photo.Templates.Select(template => new ModelId(template.Model)).ToList())).ToList(),
            row.Memberships.OrderBy(member => member.WatchlistId).Select(member => new WatchlistId(member.WatchlistId)).ToList()))
            .AsSplitQuery().SingleOrDefaultAsync(cancellationToken));

    private const int LongestName = 200;

    /// <summary>Enrols a new person with photos and watchlists: all of it or nothing.</summary>
    /// <exception cref="FailureException">The name is taken or none, a photo is enrolled already, or a list is not there.</exception>
    public Task<PersonId> EnrolAsync(
        string name, string? note, IReadOnlyList<NewPhoto> photos, IReadOnlyList<WatchlistId> watchlists,
        CancellationToken cancellationToken)
    {
        var shown = Named(name);
        return database.WriteAsync(
            async context =>
            {
                if (await ByName(context, shown).SingleOrDefaultAsync(cancellationToken) is { } taken)
                {
                    throw new ConflictException($"'{taken.Name}' is already enrolled. "
                        + "Add photos to that person, or give this one another name.");
                }

                PersonId id = new(Guid.CreateVersion7().ToString());
                using var key = PersonKey.Create();
                context.People.Add(new PersonRow
                {
                    Id = id.Value,
                    Name = shown,
                    NameKey = KeyOf(shown),
                    Note = note,
                    Created = time.GetUtcNow(),
                    WrappedKey = key.Wrap(database.MasterKey, id),
                });
                await AddPhotosAsync(context, id, key, photos, cancellationToken);
                await WatchlistRegister.AddAsync(context, id, watchlists, cancellationToken);
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.Write, PersonId = id.Value });
                return id;
            },
            cancellationToken);
    }

    /// <summary>Adds photos, and puts the person onto watchlists: all of it or nothing.</summary>
    /// <exception cref="FailureException">
    /// The person or a list is not there, a photo is enrolled already, or the key does not fit.</exception>
    public Task<PersonId> AddPhotosAsync(
        PersonId person, IReadOnlyList<NewPhoto> photos, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async context =>
            {
                var row = await context.People.SingleOrDefaultAsync(row => row.Id == person.Value, cancellationToken)
                    ?? throw Unknown(person.Value);
                using var key = PersonKey.Unwrap(database.MasterKey, person, row.WrappedKey) ?? throw Locked(row.Name);
                await AddPhotosAsync(context, person, key, photos, cancellationToken);
                await WatchlistRegister.AddAsync(context, person, watchlists, cancellationToken);
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.Write, PersonId = person.Value });
                return person;
            },
            cancellationToken);

    /// <summary>Erases a person: the key, the photos, the memberships.</summary>
    /// <returns>Whether the files of the database hold nothing of it any more, and where it may still lie.</returns>
    public async Task<Erasure> RemoveAsync(PersonId person, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async context =>
            {
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.RemovePerson, PersonId = person.Value });
                return await context.People.Where(row => row.Id == person.Value).ExecuteDeleteAsync(cancellationToken) > 0
                    ? true
                    : throw Unknown(person.Value);
            },
            cancellationToken);
        return await database.WipeAsync(cancellationToken);
    }

    /// <summary>Erases one photo; see <see cref="RemoveAsync(PersonId, CancellationToken)"/>.</summary>
    public async Task<Erasure> RemoveAsync(PersonId person, FaceId photo, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async context =>
            {
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.RemoveFace, PersonId = person.Value, FaceId = photo.Value });
                return await context.Photos.Where(row => row.Id == photo.Value && row.PersonId == person.Value)
                    .ExecuteDeleteAsync(cancellationToken) > 0
                    ? true
                    : throw new NotFoundException($"The person has no photo '{photo}'.") { Subject = FailureSubject.Photo };
            },
            cancellationToken);
        return await database.WipeAsync(cancellationToken);
    }

    /// <summary>The person of that name, in whatever case, or of that id; none when there is none.</summary>
    public Task<PersonSummary?> FindAsync(string nameOrId, CancellationToken cancellationToken) => database.ReadAsync(
        context =>
        {
            var key = KeyOf(nameOrId.Trim());
            return Summaries(context.People.Where(row => row.NameKey == key || row.Id == nameOrId)).FirstOrDefaultAsync(cancellationToken);
        });

    /// <summary>The person of that name or id.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public async Task<PersonSummary> GetAsync(string nameOrId, CancellationToken cancellationToken) =>
        await FindAsync(nameOrId, cancellationToken) ?? throw Unknown(nameOrId);

    /// <summary>Everybody, by name.</summary>
    public Task<List<PersonSummary>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(context => Summaries(context.People.OrderBy(row => row.NameKey)).ToListAsync(cancellationToken));

    /// <summary>How many people are enrolled.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(context => context.People.CountAsync(cancellationToken));

    /// <summary>For each person the number of photos that a model has templates of; 0 for somebody whom it cannot recognise.</summary>
    public Task<List<int>> PhotosOfEachAsync(ModelId model, CancellationToken cancellationToken) => database.ReadAsync(
        context => context.People.Select(row => row.Photos.Count(photo => photo.Templates.Any(template => template.Model == model.Value)))
            .ToListAsync(cancellationToken));

    /// <summary>The names of all people.</summary>
    public Task<Dictionary<PersonId, string>> NamesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        context => context.People.ToDictionaryAsync(row => new PersonId(row.Id), row => row.Name, cancellationToken));

    /// <summary>One person in full.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public async Task<PersonView> ShowAsync(PersonId person, CancellationToken cancellationToken)
    {
        var view = await ReadAsync(person, cancellationToken) ?? throw Unknown(person.Value);
        return view with
        {
            Photos = [
            .. view.Photos.OrderBy(photo => photo.Added).ThenBy(photo => photo.FileName, StringComparer.Ordinal)]
        };
    }

    /// <summary>The crops of a person's photos as JPEG; none for one that cannot be decrypted.</summary>
    public Task<Dictionary<FaceId, byte[]?>> CropsAsync(PersonId person, CancellationToken cancellationToken) => database.ReadAsync(
        async context =>
        {
            var row = await context.People.Include(row => row.Photos).SingleOrDefaultAsync(row => row.Id == person.Value, cancellationToken)
                ?? throw Unknown(person.Value);
            using var key = PersonKey.Unwrap(database.MasterKey, person, row.WrappedKey) ?? throw Locked(row.Name);
            return row.Photos.ToDictionary(photo => new FaceId(photo.Id), photo => key.OpenCrop(new FaceId(photo.Id), photo.Crop));
        });

    /// <summary>Of these files, by their SHA-256, those that are enrolled.</summary>
    public Task<Dictionary<string, PhotoOwner>> OwnersAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                Dictionary<string, PhotoOwner> owners = [];
                foreach (var page in sha256.Chunk(500))
                {
                    var found = context.Photos.Where(photo => page.Contains(photo.Sha256))
                        .Select(photo => new { photo.Sha256, photo.PersonId, photo.Person!.Name }).AsAsyncEnumerable();
                    await foreach (var photo in found.WithCancellation(cancellationToken))
                    {
                        owners[photo.Sha256] = new PhotoOwner(new PersonId(photo.PersonId), photo.Name);
                    }
                }

                return owners;
            });

    private async Task AddPhotosAsync(
        GalleryContext context, PersonId person, PersonKey key, IReadOnlyList<NewPhoto> photos, CancellationToken cancellationToken)
    {
        var added = time.GetUtcNow();
        foreach (var photo in photos)
        {
            if (await context.Photos.AnyAsync(row => row.Sha256 == photo.Sha256, cancellationToken)
                || context.Photos.Local.Any(row => row.Sha256 == photo.Sha256))
            {
                throw new ConflictException($"The photo '{photo.FileName}' is already enrolled. Omit it.");
            }

            await RequireLengthAsync(context, photo.Template, cancellationToken);
            FaceId id = new(Guid.CreateVersion7());
            context.Photos.Add(new PhotoRow
            {
                Id = id.Value,
                PersonId = person.Value,
                Sha256 = photo.Sha256,
                FileName = photo.FileName,
                Added = added,
                Quality = photo.Quality,
                Crop = key.SealCrop(id, photo.Crop.Span),
                Templates = [RowOf(id, photo.Template, key)],
            });
        }
    }

    internal static TemplateRow RowOf(FaceId photo, Template template, PersonKey key) => new()
    {
        PhotoId = photo.Value,
        Model = template.Model.Value,
        Length = template.Length,
        Vector = key.Seal(photo, template),
    };

    internal static async Task RequireLengthAsync(GalleryContext context, Template template, CancellationToken cancellationToken)
    {
        var length = await context.Templates.Where(row => row.Model == template.Model.Value).Select(row => (int?)row.Length)
            .FirstOrDefaultAsync(cancellationToken);
        if (template.Length > Template.MaxLength || (length is { } there && there != template.Length))
        {
            throw new InvalidException(
                $"A template of '{template.Model}' has {length ?? Template.MaxLength} components"
                    + $"{(length is null ? " at most" : "")}, "
                + $"not {template.Length}. Is it another model under the same name?");
        }
    }

    internal static IQueryable<PersonSummary> Summaries(IQueryable<PersonRow> people) => people.Select(row => new PersonSummary(
        new PersonId(row.Id), row.Name, row.Photos.Count,
        row.Memberships.OrderBy(member => member.WatchlistId).Select(member => new WatchlistId(member.WatchlistId)).ToList()));

    private static IQueryable<PersonRow> ByName(GalleryContext context, string name)
    {
        var key = KeyOf(name);
        return context.People.Where(row => row.NameKey == key);
    }

    private static string KeyOf(string name) => name.ToUpperInvariant();

    private static string Named(string name) => name.Trim() is { Length: > 0 and <= LongestName } shown && !shown.Any(char.IsControl)
        ? shown
        : throw new InvalidException($"A name must have 1 to {LongestName} characters on one line.");

    internal static NotFoundException Unknown(string person) =>
        new($"No person has the name or id '{person}'.") { Subject = FailureSubject.Person };

    internal static InvalidException Locked(string name) => new(
        $"The data of '{name}' cannot be decrypted: the row was altered. "
        + "Remove the person and enrol again, or restore the database.");
}
