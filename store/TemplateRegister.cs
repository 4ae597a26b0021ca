using Analytics.Contracts;
using Analytics.Store.Database;
using Analytics.Store.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Store;

/// <summary>A photo that a model has no template of.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Person">Whose.</param>
/// <param name="Name">The person's name.</param>
public sealed record PhotoWithoutTemplate(FaceId Photo, PersonId Person, string Name);

/// <summary>The templates of enrolled photos: one for each model that has looked at them.</summary>
/// <param name="database">The database that holds them.</param>
public sealed class TemplateRegister(GalleryDatabase database)
{
    /// <summary>All photos that a model has no template of, one person after the other.</summary>
    public Task<List<PhotoWithoutTemplate>> MissingAsync(ModelId model, CancellationToken cancellationToken) => database.ReadAsync(
        context => Without(context, model).OrderBy(photo => photo.Person!.NameKey).ThenBy(photo => photo.Id)
            .Select(photo => new PhotoWithoutTemplate(new FaceId(photo.Id), new PersonId(photo.PersonId), photo.Person!.Name))
            .ToListAsync(cancellationToken));

    /// <summary>Of these files of a person, by their SHA-256, the photos that a model has no template of.</summary>
    public Task<Dictionary<string, FaceId>> MissingAsync(
        ModelId model, PersonId person, IReadOnlyCollection<string> sha256, CancellationToken cancellationToken) => database.ReadAsync(
        context => Without(context, model).Where(photo => photo.PersonId == person.Value && sha256.Contains(photo.Sha256))
            .ToDictionaryAsync(photo => photo.Sha256, photo => new FaceId(photo.Id), cancellationToken));

    /// <summary>
    /// Adds templates of photos that are enrolled: all of them or none. Photos that are gone, or have one by now, are left out.
    /// </summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="FailureException">The person is not there, or the key does not fit.</exception>
    public Task<int> AddAsync(
        PersonId person, IReadOnlyDictionary<FaceId, Template> templates, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            var row = await context.People.SingleOrDefaultAsync(row => row.Id == person.Value, cancellationToken)
                ?? throw PeopleRegister.Unknown(person.Value);
            using var key = PersonKey.Unwrap(database.MasterKey, person, row.WrappedKey) ?? throw PeopleRegister.Locked(row.Name);
            var added = 0;
            foreach (var (photo, template) in templates)
            {
                await PeopleRegister.RequireLengthAsync(context, template, cancellationToken);
                if (await Without(context, template.Model).AnyAsync(
                    there => there.Id == photo.Value && there.PersonId == person.Value, cancellationToken))
                {
                    context.Templates.Add(PeopleRegister.RowOf(photo, template, key));
                    added++;
                }
            }

            if (added > 0)
            {
                context.IndexWork.Add(new IndexWorkRow { Kind = IndexWorkKind.Write, PersonId = person.Value });
            }

            return added;
        },
        cancellationToken);

    private static IQueryable<PhotoRow> Without(GalleryContext context, ModelId model) =>
        context.Photos.Where(photo => !photo.Templates.Any(template => template.Model == model.Value));
}
