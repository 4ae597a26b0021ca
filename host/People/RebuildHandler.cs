using Analytics.Host.Commands;
using Analytics.Match.Gallery;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;

namespace Analytics.Host.People;

/// <summary><c>analytics index rebuild</c>: recreates the index from the database.</summary>
internal static class RebuildHandler
{
    // An index of nobody never takes the place of one that is in use.
    private const string Refusal = "The index stays as it is: nobody could be put into it. " + PeopleText.Remedy;

    /// <summary>0 when all photos were taken over, 2 when some were not or the index was out of reach.</summary>
    public static async Task<int> RunAsync((GallerySettings Gallery, bool DryRun) asked, CommandContext context, CancellationToken stop)
    {
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        if (!asked.DryRun && await IndexRebuild.NobodyAsync(session.Database, session.Collection, stop) is { Count: > 0 } nobody)
        {
            context.Write(
                asked.Gallery.Output, Of(new RebuildReport(nobody.Count, 0, 0, 0, nobody, null), dryRun: false) with { Unavailable = Refusal },
                answer => Lines(answer, session.Collection));
            return ExitCode.BadInput;
        }

        var (opened, anew) = await OpenAsync(session, asked.DryRun, context.Error, stop);
        await using var index = opened;
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var report = await new IndexRebuild(session.Database, index).RunAsync(
            asked.DryRun, step => progress.Report(step.Done, step.Total), stop);
        if (!asked.DryRun && report.Unavailable is null)
        {
            var caughtUp = await new IndexKeeper(session.Database).CatchUpAsync(index, stop);
            report = report with { Unavailable = caughtUp.Unavailable ?? caughtUp.NotErased };
            if (anew && report.Unavailable is null && index is QdrantFaceIndex next)
            {
                report = report with { Unavailable = (await next.TakeOverAsync(stop)).Unavailable };
            }
        }

        context.Write(asked.Gallery.Output, Of(report, asked.DryRun), answer => Lines(answer, index.Collection));
        return report.NotTaken.Count == 0 && report.Unavailable is null ? ExitCode.Success : ExitCode.BadInput;
    }

    private static async Task<(IFaceIndex Index, bool Anew)> OpenAsync(GallerySession session, bool dryRun, TextWriter error, CancellationToken stop)
    {
        try
        {
            return (await session.BareIndexAsync(anew: false, stop), false);
        }
        catch (UnusableIndexException damaged) when (!dryRun)
        {
            await error.WriteLineAsync($"The index is made anew: {damaged.Message}");
            return (await session.BareIndexAsync(anew: true, stop), true);
        }
    }

    private static RebuildAnswer Of(RebuildReport report, bool dryRun) => new(
        dryRun, report.Photos, report.Missing, report.Strays, report.Resumed,
        [.. report.NotTaken.Select(photo => new NotTakenAnswer(photo.Photo.ToString(), photo.Person.Value, photo.Name, photo.Reason))],
        report.Unavailable?.Reason);

    private static IEnumerable<string> Lines(RebuildAnswer answer, FaceCollection collection)
    {
        foreach (var photo in answer.NotTaken)
        {
            yield return $"not taken {photo.Person}: photo {photo.Photo}: {photo.Reason}";
        }

        if (answer.Resumed > 0)
        {
            yield return $"Went on after {answer.Resumed} photos that an earlier run had written.";
        }

        if (answer.Unavailable == Refusal)
        {
            yield return $"{answer.Photos} photos in the database; {answer.NotTaken.Count} cannot be taken over. {Refusal}";
            yield break;
        }

        yield return $"{answer.Photos} photos in the database; "
            + $"the index of '{collection.Model}' lacked {answer.Missing} and had {answer.Strays} that are none; "
            + $"{answer.NotTaken.Count} cannot be taken over.{(answer.DryRun ? " Nothing was changed." : "")}";
        if (answer.Unavailable is { } reason)
        {
            yield return $"It ended early: {reason} The next run goes on from there.";
        }
    }
}
