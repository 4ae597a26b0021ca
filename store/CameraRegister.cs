using System.Text.RegularExpressions;
using Analytics.Contracts;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Store;

/// <summary>A camera of the site, as it is to be.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Source">URL, or path on the nodes that look after it; without credentials.</param>
/// <param name="Fps">Analysed frames a second; none: as configured.</param>
/// <param name="Paused">Whether it is to be left alone.</param>
/// <param name="Node">The node that it should be on, <c>host:port</c>; none: the one with the least to do.</param>
/// <param name="Ended">Why it is over, of a file that was read to its end; none while it is not.</param>
/// <param name="Created">When it was registered, in UTC.</param>
public sealed record RegisteredCamera(
    CameraId Id, string Source, double? Fps, bool Paused, string? Node, string? Ended, DateTimeOffset Created)
{
    /// <summary>Whether somebody should look after it.</summary>
    public bool IsWanted => !Paused && Ended is null;
}

/// <summary>The cameras of the site.</summary>
/// <param name="database">The database that holds them.</param>
/// <param name="time">The clock for time stamps.</param>
public sealed partial class CameraRegister(GalleryDatabase database, TimeProvider time)
{
    /// <summary>Checks that a camera can be called that.</summary>
    /// <exception cref="FailureException">It is no word.</exception>
    public static void CheckId(CameraId id)
    {
        if (!Word().IsMatch(id.Value))
        {
            throw new InvalidException(
                $"'{id}' is not a valid camera name: use letters, digits, '-', '_' and '.', at most 63, for example 'lobby-2'.");
        }
    }

    /// <summary>Registers a camera.</summary>
    /// <returns>It; none when there is one of that name.</returns>
    /// <exception cref="FailureException">The id is no word.</exception>
    public Task<RegisteredCamera?> AddAsync(CameraId id, string source, double? fps, CancellationToken cancellationToken)
    {
        CheckId(id);
        return database.WriteCamerasAsync(
            async context =>
            {
                if (await context.Cameras.AnyAsync(row => row.Id == id.Value, cancellationToken))
                {
                    return null;
                }

                // As precise as every database keeps it.
                var now = time.GetUtcNow();
                now = now.AddTicks(-now.Ticks % TimeSpan.TicksPerMicrosecond);
                CameraRow row = new() { Id = id.Value, Source = source, Fps = fps, Created = now };
                context.Cameras.Add(row);
                return View(row);
            },
            cancellationToken);
    }

    /// <summary>Pauses or resumes a camera; a file starts from its beginning.</summary>
    /// <returns>It; none when there is none of that name.</returns>
    public Task<RegisteredCamera?> PauseAsync(CameraId id, bool paused, CancellationToken cancellationToken) => ChangeAsync(
        id, row => (row.Paused, row.Ended) = (paused, paused ? row.Ended : null), cancellationToken);

    /// <summary>Names the node that a camera should be on; none: any.</summary>
    /// <returns>It; none when there is none of that name.</returns>
    public Task<RegisteredCamera?> MoveAsync(CameraId id, string? node, CancellationToken cancellationToken) =>
        ChangeAsync(id, row => row.Node = node, cancellationToken);

    /// <summary>
    /// Records that the file of a camera was read to its end. Another camera that got its name since then stays as it is.
    /// </summary>
    /// <returns>What has the name; none when there is none of that name.</returns>
    public Task<RegisteredCamera?> EndAsync(RegisteredCamera camera, string reason, CancellationToken cancellationToken) => ChangeAsync(
        camera.Id,
        row => row.Ended = row.Source == camera.Source && row.Created == camera.Created ? reason : row.Ended,
        cancellationToken);

    /// <summary>Removes a camera; what it has seen stays.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RemoveAsync(CameraId id, CancellationToken cancellationToken) => database.WriteCamerasAsync(
        async context => await context.Cameras.Where(row => row.Id == id.Value).ExecuteDeleteAsync(cancellationToken) > 0,
        cancellationToken);

    /// <summary>All cameras, by id.</summary>
    public Task<List<RegisteredCamera>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async context => (await context.Cameras.OrderBy(row => row.Id).ToListAsync(cancellationToken)).ConvertAll(View));

    /// <summary>One camera; none where there is none of that name.</summary>
    public Task<RegisteredCamera?> FindAsync(CameraId id, CancellationToken cancellationToken) => database.ReadAsync(
        async context =>
            await context.Cameras.SingleOrDefaultAsync(row => row.Id == id.Value, cancellationToken) is { } row ? View(row) : null);

    private async Task<RegisteredCamera?> ChangeAsync(CameraId id, Action<CameraRow> change, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteCamerasAsync(
                async context =>
                {
                    if (await context.Cameras.SingleOrDefaultAsync(row => row.Id == id.Value, cancellationToken) is not { } row)
                    {
                        return null;
                    }

                    change(row);
                    return View(row);
                },
                cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // removed at the same moment
        }
    }

    private static RegisteredCamera View(CameraRow row) =>
        new(new CameraId(row.Id), row.Source, row.Fps, row.Paused, row.Node, row.Ended, row.Created);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\\z")]
    private static partial Regex Word();
}
