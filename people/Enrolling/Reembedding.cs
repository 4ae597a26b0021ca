using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.People.Photos;
using Analytics.Store;

namespace Analytics.People.Enrolling;

/// <summary>What became of photos that a model had no template of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Photos">How many there were.</param>
/// <param name="Made">Of them, those that it has a template of now.</param>
/// <param name="NotMade">The others.</param>
/// <param name="NeedsRebuild">Whether the index holds templates of another model, so that only a rebuild takes the new ones in.</param>
public sealed record ReembedReport(ModelId Model, int Photos, int Made, IReadOnlyList<NotTaken> NotMade, bool NeedsRebuild);

/// <summary>Makes the templates that the gallery's model lacks, from the faces that are kept.</summary>
public static class Reembedding
{
    /// <summary>Runs; what is made is stored person by person.</summary>
    /// <param name="gallery">The gallery.</param>
    /// <param name="progress">Called after each photo with how many are done, and of how many.</param>
    /// <param name="stop">Cancels it; what was stored stays.</param>
    /// <exception cref="FailureException">The models or the index cannot be used.</exception>
    public static async Task<ReembedReport> RunAsync(Gallery gallery, Action<int, int> progress, CancellationToken stop)
    {
        var model = gallery.Collection.Model;
        var missing = await gallery.Templates.MissingAsync(model, stop);
        var (made, notMade) = missing.Count == 0 ? (0, []) : await MakeAsync(gallery, missing, progress, stop);
        var taken = made == 0 || await TryUpdateIndexAsync(gallery, made, stop);
        return new ReembedReport(model, missing.Count, made, notMade, NeedsRebuild: !taken);
    }

    private static async Task<(int Made, List<NotTaken> NotMade)> MakeAsync(
        Gallery gallery, List<PhotoWithoutTemplate> missing, Action<int, int> progress, CancellationToken stop)
    {
        var models = await gallery.ModelsAsync(stop);
        using var templates = new CropTemplates(models.Detector, models.Embedder);
        var (made, done) = (0, 0);
        List<NotTaken> notMade = [];
        foreach (var person in missing.GroupBy(photo => photo.Person))
        {
            var crops = await CropsAsync(gallery, person.Key, stop);
            Dictionary<FaceId, Template> found = [];
            foreach (var photo in person)
            {
                var crop = crops.GetValueOrDefault(photo.Photo);
                if (crop is not null && await templates.OfAsync(crop, stop) is { } template)
                {
                    found.Add(photo.Photo, template);
                }
                else
                {
                    notMade.Add(new NotTaken(photo.Photo, photo.Person, photo.Name, crop is null
                        ? "it cannot be decrypted, the row was altered: remove the photo and enrol it again, or restore the database"
                        : "no face was found in the picture that is kept of it: enrol the photo itself again"));
                }

                progress(++done, missing.Count);
            }

            made += found.Count == 0 ? 0 : await gallery.Templates.AddAsync(person.Key, found, stop);
        }

        return (made, notMade);
    }

    // Of somebody whose key does not fit there are no pictures; the others go on.
    private static async Task<Dictionary<FaceId, byte[]?>> CropsAsync(Gallery gallery, PersonId person, CancellationToken stop)
    {
        try
        {
            return await gallery.People.CropsAsync(person, stop);
        }
        catch (FailureException)
        {
            return [];
        }
    }

    private static async Task<bool> TryUpdateIndexAsync(Gallery gallery, int made, CancellationToken stop)
    {
        try
        {
            await gallery.UpdateIndexAsync($"{Quantity.Of(made, "template was", "templates were")} made and stored.", stop);
            return true;
        }
        catch (UnusableIndexException)
        {
            return false;
        }
    }
}
