using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host.Commands;
using Analytics.Match.Gallery;
using Analytics.Match.Index;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.People;

/// <summary><c>people reembed</c>: makes the templates that the pack's model lacks, from the faces that are kept.</summary>
internal static class ReembedHandler
{
    /// <summary>0 when every photo has a template of the model, 2 when some have none.</summary>
    public static async Task<int> RunAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked, context, stop);
        var model = session.Collection.Model;
        var missing = await session.Templates.MissingAsync(model, stop);
        var (made, notMade) = missing.Count == 0 ? (0, []) : await MakeAsync(session, missing, context, stop);
        var next = made == 0 ? null : await TellIndexAsync(session, made, stop);
        context.Write(
            asked.Output,
            new ReembedAnswer(
                model.Value, missing.Count, made,
                [.. notMade.Select(photo => new NotTakenAnswer(photo.Photo.ToString(), photo.Person.Value, photo.Name, photo.Reason))], next),
            Lines);
        return notMade.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
    }

    private static async Task<(int Made, List<NotTaken> NotMade)> MakeAsync(
        GallerySession session, List<PhotoWithoutTemplate> missing, CommandContext context, CancellationToken stop)
    {
        await using var services = PeopleHandlers.Models(session, context);
        using var templates = new CropTemplates(services.GetRequiredService<SharedDetector>(), services.GetRequiredService<SharedEmbedder>());
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var (made, done) = (0, 0);
        List<NotTaken> notMade = [];
        foreach (var person in missing.GroupBy(photo => photo.Person))
        {
            var crops = await CropsAsync(session, person.Key, stop);
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
                        : "no face was found in the picture that is kept of it: enrol the photo itself with 'analytics people import'"));
                }

                progress.Report(++done, missing.Count);
            }

            made += found.Count == 0 ? 0 : await session.Templates.AddAsync(person.Key, found, stop);
        }

        return (made, notMade);
    }

    // Of somebody whose key does not fit there are no pictures; the others go on.
    private static async Task<Dictionary<FaceId, byte[]?>> CropsAsync(GallerySession session, PersonId person, CancellationToken stop)
    {
        try
        {
            return await session.People.CropsAsync(person, stop);
        }
        catch (UserErrorException)
        {
            return [];
        }
    }

    private static async Task<string?> TellIndexAsync(GallerySession session, int made, CancellationToken stop)
    {
        try
        {
            await session.TellIndexAsync($"{PeopleText.Counted(made, "template was", "templates were")} made and stored.", stop);
            return null;
        }
        catch (UnusableIndexException)
        {
            return "'analytics index rebuild' puts them into the index, in place of those of the other model.";
        }
    }

    private static IEnumerable<string> Lines(ReembedAnswer answer)
    {
        foreach (var photo in answer.NotMade)
        {
            yield return $"not made  {photo.Person}: photo {photo.Photo}: {photo.Reason}";
        }

        yield return answer.Photos == 0
            ? $"Every photo has a template of '{answer.Model}'."
            : $"{answer.Photos} photos had no template of '{answer.Model}'; {answer.Made} were made from the faces that are kept.";
        if (answer.Next is { } next)
        {
            yield return next;
        }
    }
}
