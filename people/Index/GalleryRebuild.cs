using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;

namespace Analytics.People.Index;

/// <summary>
/// Recreates the index of a gallery from its database; an index that is in use is replaced only once the new one is whole.
/// </summary>
/// <param name="gallery">The gallery.</param>
public sealed class GalleryRebuild(Gallery gallery)
{
    /// <summary>Takes why the index is replaced; not called while the one that is there can be used.</summary>
    public Action<UnusableIndexException> OnAnew { get; init; } = _ => { };

    /// <summary>Rebuilds, or only compares.</summary>
    /// <param name="dryRun">Whether to change nothing.</param>
    /// <param name="progress">Called after each page.</param>
    /// <param name="stop">Cancels; the next run goes on from there.</param>
    /// <returns>What was done; none where no photo could be put into the index, which is left as it is then.</returns>
    /// <exception cref="FailureException">Database or index cannot be used.</exception>
    public async Task<(RebuildReport Report, bool Refused)> RunAsync(bool dryRun, Action<RebuildProgress> progress, CancellationToken stop)
    {
        // An index of nobody never takes the place of one that is in use.
        if (!dryRun && await IndexRebuild.NobodyAsync(gallery.Database, gallery.Collection, stop) is { Count: > 0 } nobody)
        {
            return (new RebuildReport(nobody.Count, 0, 0, 0, nobody, null), Refused: true);
        }

        var (opened, replaced) = await OpenAsync(dryRun, stop);
        await using var index = opened;
        var report = await new IndexRebuild(gallery.Database, index).RunAsync(dryRun, progress, stop);
        if (!dryRun && report.Unavailable is null)
        {
            var caughtUp = await new IndexKeeper(gallery.Database).CatchUpAsync(index, stop);
            report = report with { Unavailable = caughtUp.Unavailable ?? caughtUp.NotErased };
            if (replaced && report.Unavailable is null && index is QdrantFaceIndex next)
            {
                report = report with { Unavailable = (await next.TakeOverAsync(stop)).Unavailable };
            }
        }

        return (report, Refused: false);
    }

    private async Task<(IFaceIndex Index, bool Replaced)> OpenAsync(bool dryRun, CancellationToken stop)
    {
        try
        {
            return (await gallery.BareIndexAsync(replace: false, stop), false);
        }
        catch (UnusableIndexException damaged) when (!dryRun)
        {
            OnAnew(damaged);
            return (await gallery.BareIndexAsync(replace: true, stop), true);
        }
    }
}
