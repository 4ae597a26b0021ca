using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host.Commands;
using Analytics.Host.Enrol;
using Analytics.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.People;

/// <summary>The commands under <c>analytics people</c>.</summary>
internal static class PeopleHandlers
{
    /// <summary><c>people add</c>: 0 when a photo was accepted or is there already.</summary>
    public static async Task<int> AddAsync(
        (GallerySettings Gallery, string Name, string[] Photos, string[] Watchlists) asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        await session.IndexAsync(stop); // before anything is changed: one that cannot be used is said at once
        await using var services = Models(session, context);
        using var enroller = Enroller(services, session);
        var answer = await new PersonEnrolment(session, enroller).EnrolAsync(
            asked.Name, asked.Photos, Lists(asked.Watchlists), () => { }, stop);
        context.Write(asked.Gallery.Output, answer, PeopleText.Lines);
        return answer.Photos.Any(photo => photo.State != "rejected") ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary><c>people import</c>: 0 when a photo was accepted or is there already.</summary>
    public static async Task<int> ImportAsync(
        (GallerySettings Gallery, string Folder, string[] Watchlists) asked, CommandContext context, CancellationToken stop)
    {
        var people = PeopleFolder.Read(asked.Folder);
        if (people.LeftOut is { } leftOut)
        {
            await context.Error.WriteLineAsync(leftOut);
        }

        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        await session.IndexAsync(stop); // before anything is changed: one that cannot be used is said at once
        await using var services = Models(session, context);
        using var enroller = Enroller(services, session);
        var enrolment = new PersonEnrolment(session, enroller);
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var done = 0;
        List<EnrolledAnswer> enrolled = [];
        foreach (var person in people.Photos.GroupBy(photo => photo.Person))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                enrolled.Add(await enrolment.EnrolAsync(
                    person.Key.Value, [.. person.Select(photo => photo.Path)], Lists(asked.Watchlists),
                    () => progress.Report(++done, people.Photos.Count), stop));
            }
            catch (UserErrorException fault) when (enrolled.Count > 0)
            {
                throw new UserErrorException($"{fault.Message} {PeopleText.Counted(enrolled.Count, "person was", "people were")} done before '{person.Key}'; "
                    + "the same command goes on from there.");
            }
        }

        int Count(string state) => enrolled.Sum(person => person.Photos.Count(photo => photo.State == state));
        var answer = new ImportAnswer(
            enrolled.Count(person => person.Id is not null), Count("accepted"), Count("there"), Count("rejected"), enrolled);
        context.Write(asked.Gallery.Output, answer, PeopleText.Lines);
        return answer.Accepted + answer.There > 0 ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary><c>people list</c>.</summary>
    public static async Task<int> ListAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked, context, stop);
        var people = await session.People.ListAsync(stop);
        context.Write(asked.Output, new PeopleAnswer([.. people.Select(PeopleText.Of)]), PeopleText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>people show</c>.</summary>
    public static async Task<int> ShowAsync((GallerySettings Gallery, string Person) asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        var person = await session.People.GetAsync(asked.Person, stop);
        context.Write(asked.Gallery.Output, PeopleText.Of(await session.People.ShowAsync(person.Id, stop)), PeopleText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>people remove</c>: asks on a terminal unless it was told not to.</summary>
    public static async Task<int> RemoveAsync(
        (GallerySettings Gallery, string Person, string? Photo, bool Yes) asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        var person = await session.People.GetAsync(asked.Person, stop);
        var what = asked.Photo is null
            ? $"{person.Name} ({PeopleText.Counted(person.Photos, "photo", "photos")})" : $"photo {asked.Photo} of {person.Name}";
        if (!asked.Yes && !Confirmed(what, context))
        {
            throw new UserErrorException($"Nothing was removed. Add --yes to remove {what} for good.");
        }

        var erasure = asked.Photo is null
            ? await session.People.RemoveAsync(person.Id, stop)
            : await session.People.RemoveAsync(person.Id, Face(asked.Photo), stop);
        await session.TellIndexAsync($"Removed {what} from the database.", stop, erases: true);
        context.Write(
            asked.Gallery.Output, new RemovedAnswer(person.Id.Value, person.Name, asked.Photo, erasure.Overwritten, erasure.Remains),
            answer =>
            [
                $"Removed {what}.",
                answer.Overwritten ? "The files of the database hold nothing of it any more." : "The files of the database may still hold something of it, sealed.",
                .. answer.Remains.Select(place => $"It may still lie in {place}."),
            ]);
        return ExitCode.Success;
    }

    /// <summary><c>people photos</c>: lists them, or writes the crops into a folder.</summary>
    public static async Task<int> PhotosAsync(
        (GallerySettings Gallery, string Person, string? Export) asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        var person = await session.People.GetAsync(asked.Person, stop);
        var exported = asked.Export is { } folder ? await ExportAsync(session, person.Id, folder, context, stop) : null;
        context.Write(asked.Gallery.Output, PeopleText.Of(await session.People.ShowAsync(person.Id, stop), exported), PeopleText.Lines);
        return ExitCode.Success;
    }

    /// <summary>The stages, for their models.</summary>
    internal static ServiceProvider Models(GallerySession session, CommandContext context) => new ServiceCollection()
        .AddStages(session.Options).AddLogs(StandardError.Open(), context.Verbose).BuildServiceProvider();

    private static Enroller Enroller(ServiceProvider services, GallerySession session) =>
        new(services.GetRequiredService<SharedDetector>(), services.GetRequiredService<SharedEmbedder>(), session.Options);

    private static IReadOnlyList<WatchlistId> Lists(string[] names) => [.. names.Select(name => new WatchlistId(name))];

    private static FaceId Face(string text) => Guid.TryParse(text, out var id)
        ? new FaceId(id)
        : throw new UserErrorException($"'{text}' is not the id of a photo. 'analytics people photos' lists them.");

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
        GallerySession session, PersonId person, string folder, CommandContext context, CancellationToken stop)
    {
        Dictionary<FaceId, string> exported = [];
        Directory.CreateDirectory(folder);
        foreach (var (photo, crop) in await session.People.CropsAsync(person, stop))
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
