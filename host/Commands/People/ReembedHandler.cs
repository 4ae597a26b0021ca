using Analytics.Cli;
using Analytics.Contracts;
using Analytics.People.Enrolling;

namespace Analytics.Host.Commands.People;

/// <summary><c>people reembed</c>: makes the templates that the pack's model lacks, from the faces that are kept.</summary>
internal static class ReembedHandler
{
    private const string Rebuild = "'analytics index rebuild' puts them into the index, in place of those of the other model.";

    /// <summary>0 when every photo has a template of the model, 2 when some have none.</summary>
    public static async Task<int> RunAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.OpenAsync(context, stop);
        var progress = new ProgressLines(context.Error, "photos", TimeProvider.System);
        var report = await Reembedding.RunAsync(gallery, (done, total) => progress.Report(done, total), stop);
        context.Write(
            asked.Output,
            new ReembedAnswer(
                report.Model.Value, report.Photos, report.Made,
                [.. report.NotMade.Select(NotTakenAnswer.Of)], report.NeedsRebuild ? Rebuild : null),
            Lines);
        return report.NotMade.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
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
