using Analytics.Cli;
using Analytics.Contracts;
using Analytics.People;
using Analytics.People.Enrolling;
using Analytics.People.Photos;

namespace Analytics.Host.Commands.People;

/// <summary>A person to enrol.</summary>
internal sealed record AddPersonRequest(GallerySettings Gallery, string Name, string[] Photos, string[] Watchlists);

/// <summary>A folder of people to enrol.</summary>
internal sealed record ImportRequest(GallerySettings Gallery, string Folder, string[] Watchlists);

/// <summary>One person.</summary>
internal sealed record PersonRequest(GallerySettings Gallery, string Person);

/// <summary>A person, or one photo, to remove.</summary>
internal sealed record RemovePersonRequest(GallerySettings Gallery, string Person, string? Photo, bool Yes);

/// <summary>Whose photos to list.</summary>
internal sealed record PhotosRequest(GallerySettings Gallery, string Person, string? Export);

/// <summary>The commands under <c>analytics people</c>.</summary>
internal static class PeopleHandlers
{
    /// <summary><c>people add</c>: 0 when a photo was accepted or is there already.</summary>
    public static async Task<int> AddAsync(
        AddPersonRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        using var enrolment = await PersonEnrolment.OpenAsync(gallery, stop);
        var person = await enrolment.EnrolAsync(asked.Name, asked.Photos, Lists(asked.Watchlists), () => { }, stop);
        context.Write(asked.Gallery.Output, PeopleText.Of(person), PeopleText.Lines);
        return person.Photos.Any(photo => photo.Outcome != PhotoOutcome.Rejected) ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary><c>people import</c>: 0 when a photo was accepted or is there already.</summary>
    public static async Task<int> ImportAsync(
        ImportRequest asked, CommandContext context, CancellationToken stop)
    {
        var people = PeopleFolder.Read(asked.Folder);
        if (people.LeftOut is { } leftOut)
        {
            await context.Error.WriteLineAsync(leftOut);
        }

        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        using var enrolment = await PersonEnrolment.OpenAsync(gallery, stop);
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var done = 0;
        List<EnrolledPerson> enrolled = [];
        foreach (var person in people.Photos.GroupBy(photo => photo.Person))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                enrolled.Add(await enrolment.EnrolAsync(
                    person.Key.Value, [.. person.Select(photo => photo.Path)], Lists(asked.Watchlists),
                    () => progress.Report(++done, people.Photos.Count), stop));
            }
            catch (FailureException fault) when (enrolled.Count > 0)
            {
                throw fault.InWords(
                    $"{fault.Message} {Quantity.Of(enrolled.Count, "person was", "people were")} enrolled before '{person.Key}'; "
                    + "the same command resumes there.");
            }
        }

        int Count(PhotoOutcome outcome) => enrolled.Sum(person => person.Photos.Count(photo => photo.Outcome == outcome));
        var answer = new ImportAnswer(
            enrolled.Count(person => person.Id is not null), Count(PhotoOutcome.Accepted), Count(PhotoOutcome.There),
            Count(PhotoOutcome.Rejected),
            [.. enrolled.Select(PeopleText.Of)]);
        context.Write(asked.Gallery.Output, answer, PeopleText.Lines);
        return answer.Accepted + answer.There > 0 ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary><c>people list</c>.</summary>
    public static async Task<int> ListAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.OpenAsync(context, stop);
        var people = await gallery.People.ListAsync(stop);
        context.Write(asked.Output, new PeopleAnswer([.. people.Select(PeopleText.Of)]), PeopleText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>people show</c>.</summary>
    public static async Task<int> ShowAsync(PersonRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var person = await gallery.People.GetAsync(asked.Person, stop);
        context.Write(asked.Gallery.Output, PeopleText.Of(await gallery.People.ShowAsync(person.Id, stop)), PeopleText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>people remove</c>: asks on a terminal unless <c>--yes</c> is given.</summary>
    public static async Task<int> RemoveAsync(
        RemovePersonRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var person = await gallery.People.GetAsync(asked.Person, stop);
        var what = asked.Photo is null
            ? $"{person.Name} ({Quantity.Of(person.Photos, "photo", "photos")})" : $"photo {asked.Photo} of {person.Name}";
        if (!asked.Yes && !Confirmed(what, context))
        {
            throw new InvalidException($"Nothing was removed. Add --yes to remove {what} permanently.");
        }

        var erasure = asked.Photo is null
            ? await gallery.People.RemoveAsync(person.Id, stop)
            : await gallery.People.RemoveAsync(person.Id, Face(asked.Photo), stop);
        await gallery.UpdateIndexAsync($"Removed {what} from the database.", stop, erases: true);
        context.Write(
            asked.Gallery.Output, new RemovedAnswer(person.Id.Value, person.Name, asked.Photo, erasure.Overwritten, erasure.Remains),
            answer =>
            [
                $"Removed {what}.",
                answer.Overwritten ? "Its data was overwritten in the files of the database."
                    : "The files of the database may still hold its data, encrypted.",
                .. answer.Remains.Select(place => $"Its data may remain in {place}."),
            ]);
        return ExitCode.Success;
    }

    /// <summary><c>people photos</c>: lists them, or writes the crops into a folder.</summary>
    public static async Task<int> PhotosAsync(
        PhotosRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var person = await gallery.People.GetAsync(asked.Person, stop);
        var exported = asked.Export is { } folder ? await ExportAsync(gallery, person.Id, folder, context, stop) : null;
        context.Write(asked.Gallery.Output, PeopleText.Of(await gallery.People.ShowAsync(person.Id, stop), exported), PeopleText.Lines);
        return ExitCode.Success;
    }

    private static IReadOnlyList<WatchlistId> Lists(string[] names) => [.. names.Select(name => new WatchlistId(name))];

    private static FaceId Face(string text) => Guid.TryParse(text, out var id)
        ? new FaceId(id)
        : throw new InvalidException($"'{text}' is not the id of a photo. 'analytics people photos' lists them.");

    private static bool Confirmed(string what, CommandContext context)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }

        context.Error.Write($"Remove {what} for good? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static async Task<IReadOnlyDictionary<FaceId, string>> ExportAsync(
        Gallery gallery, PersonId person, string folder, CommandContext context, CancellationToken stop)
    {
        Dictionary<FaceId, string> exported = [];
        Directory.CreateDirectory(folder);
        foreach (var (photo, crop) in await gallery.People.CropsAsync(person, stop))
        {
            if (crop is null)
            {
                await context.Error.WriteLineAsync(
                    $"photo {photo} cannot be decrypted: the row was altered. Remove it and enrol it again.");
                continue;
            }

            exported[photo] = Path.Combine(folder, $"{photo}.jpg");
            await File.WriteAllBytesAsync(exported[photo], crop, stop);
        }

        return exported;
    }
}
