using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host.Commands.People;
using Analytics.Match.Index;
using Analytics.People.Index;

namespace Analytics.Host.Commands.Index;

/// <summary>Which index to rebuild.</summary>
internal sealed record RebuildRequest(GallerySettings Gallery, bool DryRun);

/// <summary><c>analytics index rebuild</c>: recreates the index from the database.</summary>
internal static class RebuildHandler
{
    private const string Refusal = $"The index is unchanged: no face could be added. {Hints.MissingTemplates}";

    /// <summary>0 when all photos were taken over, 2 when some were not, 4 when the index was down.</summary>
    public static async Task<int> RunAsync(RebuildRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var rebuild = new GalleryRebuild(gallery)
        {
            OnAnew = damaged => context.Error.WriteLine($"Rebuilding the index: {damaged.Message}"),
        };
        var (report, refused) = await rebuild.RunAsync(asked.DryRun, step => progress.Report(step.Done, step.Total), stop);
        var answer = Of(report, asked.DryRun);
        context.Write(
            asked.Gallery.Output, refused ? answer with { Unavailable = Refusal } : answer, written => Lines(written, gallery.Collection));
        return report.Unavailable is not null ? ExitCode.Unavailable
            : refused || report.NotTaken.Count > 0 ? ExitCode.BadInput
            : ExitCode.Success;
    }

    private static RebuildAnswer Of(RebuildReport report, bool dryRun) => new(
        dryRun, report.Photos, report.Missing, report.Strays, report.Resumed,
        [.. report.NotTaken.Select(NotTakenAnswer.Of)],
        report.Unavailable?.Reason);

    private static IEnumerable<string> Lines(RebuildAnswer answer, FaceCollection collection)
    {
        foreach (var photo in answer.NotTaken)
        {
            yield return $"not taken {photo.Person}: photo {photo.Photo}: {photo.Reason}";
        }

        if (answer.Resumed > 0)
        {
            yield return $"Resumed after {Quantity.Of(answer.Resumed, "photo", "photos")} that an earlier run had written.";
        }

        if (answer.Unavailable == Refusal)
        {
            yield return $"{answer.Photos} photos in the database; {answer.NotTaken.Count} cannot be taken over. {Refusal}";
            yield break;
        }

        yield return $"{answer.Photos} photos in the database; "
            + $"the index of '{collection.Model}' lacked {answer.Missing} and held {answer.Strays} that the database does not have; "
            + $"{answer.NotTaken.Count} cannot be taken over.{(answer.DryRun ? " Nothing was changed." : "")}";
        if (answer.Unavailable is { } reason)
        {
            yield return $"It stopped early: {reason} The next run resumes there.";
        }
    }
}
