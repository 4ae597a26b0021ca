using System.Globalization;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.People.Index;

/// <summary>How far a rebuild is.</summary>
/// <param name="Done">Photos looked at, those of an earlier run that this one goes on from included.</param>
/// <param name="Total">Photos in the database.</param>
public sealed record RebuildProgress(long Done, long Total);

/// <summary>What a rebuild did, or would do.</summary>
/// <param name="Photos">In the database.</param>
/// <param name="Missing">Of them, those that the index did not have before.</param>
/// <param name="Strays">Faces of the index that the database does not have.</param>
/// <param name="Resumed">Photos that an earlier run had written already; it was stopped.</param>
/// <param name="NotTaken">Photos that the index cannot hold.</param>
/// <param name="Unavailable">Why it ended early; none when it did not. The next run goes on from there.</param>
public sealed record RebuildReport(
    long Photos, long Missing, long Strays, long Resumed, IReadOnlyList<NotTaken> NotTaken, IndexUnavailable? Unavailable);

/// <summary>
/// Recreates an index from the database: removes what the database does not know, writes all that it does, in the order of the ids.
/// The place
/// that it has come to is kept in the database, so that a rebuild that was stopped goes on from there.
/// </summary>
/// <param name="database">The truth.</param>
/// <param name="index">Follows it.</param>
/// <param name="pageSize">Faces in one write.</param>
public sealed class IndexRebuild(GalleryDatabase database, IFaceIndex index, int pageSize = 500)
{
    private string PlaceSetting => $"rebuild/{index.Collection.Name}/{index.Collection.Model}";

    /// <summary>
    /// All photos of a database of which an index could hold none; nothing where it could hold one, or where there is no photo.
    /// </summary>
    public static async Task<IReadOnlyList<NotTaken>> NobodyAsync(
        GalleryDatabase database, FaceCollection collection, CancellationToken cancellationToken)
    {
        List<NotTaken> notTaken = [];
        Guid? place = null;
        while (await database.PageAsync(collection, place, 500, cancellationToken) is { Last: { } last } page)
        {
            if (page.Faces.Count > 0)
            {
                return [];
            }

            notTaken.AddRange(page.NotTaken);
            place = last;
        }

        return notTaken;
    }

    /// <summary>Rebuilds, or only compares.</summary>
    /// <param name="dryRun">Whether to change nothing.</param>
    /// <param name="progress">Notified after each page.</param>
    /// <param name="cancellationToken">Stops; the next run goes on.</param>
    public async Task<RebuildReport> RunAsync(bool dryRun, Action<RebuildProgress> progress, CancellationToken cancellationToken)
    {
        await using var alone = await database.LockAsync(IndexKeeper.Purpose, cancellationToken);
        var total = await database.ReadAsync(context => context.Photos.LongCountAsync(cancellationToken));
        HashSet<Guid> there = [];
        var strays = await CompareAsync(there, cancellationToken);
        if (strays.Unavailable is { } notRead)
        {
            return new RebuildReport(total, 0, 0, 0, [], notRead);
        }

        var place = dryRun ? null : await PlaceAsync(cancellationToken);
        var resumed = place is { } from
            ? await database.ReadAsync(context => context.Photos.LongCountAsync(photo => photo.Id <= from, cancellationToken))
            : 0;
        if (place is { } reached && there.Count(id => id <= reached) < resumed)
        {
            // The index is not the one that the earlier run had begun.
            (place, resumed) = (null, 0);
        }

        var report = new RebuildReport(total, 0, strays.Value.Count, resumed, [], null);
        if (!dryRun && strays.Value.Count > 0
            && await PendingErasures.EraseAsync(database, index, strays.Value, cancellationToken) is { } notRemoved)
        {
            return report with { Unavailable = notRemoved };
        }

        return await WriteAsync(report, place, there, dryRun, progress, cancellationToken);
    }

    private async Task<RebuildReport> WriteAsync(
        RebuildReport report, Guid? place, HashSet<Guid> there, bool dryRun, Action<RebuildProgress> progress,
        CancellationToken cancellationToken)
    {
        List<NotTaken> notTaken = [];
        var (missing, done) = (0L, report.Resumed);
        while (await database.PageAsync(index.Collection, place, pageSize, cancellationToken) is { Last: { } last } page)
        {
            missing += page.Faces.Count(face => !there.Contains(face.Id.Value));
            notTaken.AddRange(page.NotTaken);
            if (!dryRun && page.Faces.Count > 0
                && await index.UpsertAsync(page.Faces, cancellationToken) is { Unavailable: { } notWritten })
            {
                return report with { Missing = missing, NotTaken = notTaken, Unavailable = notWritten };
            }

            done += page.Faces.Count + page.NotTaken.Count;
            place = last;
            if (!dryRun)
            {
                await KeepPlaceAsync(last, cancellationToken);
            }

            progress(new RebuildProgress(done, report.Photos));
        }

        if (!dryRun)
        {
            await database.NoteAsync(
                context => context.Settings.Where(row => row.Key == PlaceSetting).ExecuteDeleteAsync(cancellationToken));
        }

        return report with { Missing = missing, NotTaken = notTaken };
    }

    // What the index has goes into `there`; what the database does not have is returned.
    private async Task<IndexAnswer<List<FaceId>>> CompareAsync(HashSet<Guid> there, CancellationToken cancellationToken)
    {
        List<FaceId> strays = [];
        FaceId? after = null;
        while (true)
        {
            var answer = await index.ListAsync(after, pageSize, cancellationToken);
            if (answer.Unavailable is { } unavailable)
            {
                return IndexAnswer.Without<List<FaceId>>(unavailable);
            }

            if (answer.Value.Count == 0)
            {
                return IndexAnswer.Of(strays);
            }

            List<Guid> ids = [.. answer.Value.Select(face => face.Value)];
            var known = await database.ReadAsync(context => context.Photos
                .Where(photo => ids.Contains(photo.Id) && photo.Templates.Any(template => template.Model == index.Collection.Model.Value))
                .Select(photo => photo.Id).ToHashSetAsync(cancellationToken));
            there.UnionWith(known);
            strays.AddRange(ids.Where(id => !known.Contains(id)).Select(id => new FaceId(id)));
            after = answer.Value[^1];
        }
    }

    private async Task<Guid?> PlaceAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(context => context.Settings.Where(row => row.Key == PlaceSetting).Select(row => row.Value)
            .SingleOrDefaultAsync(cancellationToken)) is { } text
            ? Guid.Parse(text, CultureInfo.InvariantCulture)
            : null;

    private Task<int> KeepPlaceAsync(Guid place, CancellationToken cancellationToken) => database.NoteAsync(async context =>
    {
        var kept = await context.Settings.Where(row => row.Key == PlaceSetting)
            .ExecuteUpdateAsync(row => row.SetProperty(setting => setting.Value, place.ToString()), cancellationToken);
        if (kept == 0)
        {
            context.Settings.Add(new SettingRow { Key = PlaceSetting, Value = place.ToString() });
            kept = await context.SaveChangesAsync(cancellationToken);
        }

        return kept;
    });
}
