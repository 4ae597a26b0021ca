using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.People.Index;
using Analytics.People.Watchlists;
using Analytics.Runtime.Models;
using Analytics.Store;
using Analytics.Store.Database;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Watching;

/// <summary>
/// Follows the gallery: all that is derived from it (the index, the names, the size, the thresholds of watchlists) is taken over with each
/// change.
/// </summary>
/// <param name="database">The truth.</param>
/// <param name="index">Follows it.</param>
/// <param name="calibration">Of the embedder; none where it was not measured.</param>
/// <param name="togetherFrom">The similarity from which on two people are reported together.</param>
/// <param name="names">Takes what people are called.</param>
/// <param name="remedy">What makes templates that the model lacks, in a sentence.</param>
/// <param name="logger">Logs changes and database outages.</param>
/// <param name="time">Paces the looks; none: the system's.</param>
internal sealed class GalleryFollower(
    GalleryDatabase database, GalleryIndex index, Calibration? calibration, Similarity togetherFrom, PeopleNames names, string remedy,
    ILogger logger, TimeProvider? time = null)
{
    // Where a backup was put back piece by piece, or a server of the index has lost something, no version says so.
    private static readonly TimeSpan ComparedEvery = TimeSpan.FromMinutes(10);

    // Until an erasure is done, whom it is for lies in a file somewhere.
    private static readonly TimeSpan ErasedEvery = TimeSpan.FromSeconds(30);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly PeopleRegister _register = new(database, time ?? TimeProvider.System);
    private readonly WatchlistThresholds _thresholds = new(database, index.Faces, calibration) { TogetherFrom = togetherFrom };
    private readonly HashSet<FaceId> _notTaken = [];
    private volatile Counted _counted = new(0, 0, default);
    private string? _version;

    /// <summary>Called after each change of the gallery.</summary>
    public Func<CancellationToken, Task> Changed { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many people there are.</summary>
    public int People => _counted.People;

    /// <summary>How many of them the index can find: of the others there is no template of its model.</summary>
    public int Recognisable => _counted.Recognisable;

    /// <summary>That the model cannot recognise somebody, and what to do; none where it can recognise everybody.</summary>
    public string? Warning => GalleryText.Warning(People, Recognisable, index.Faces.Collection, remedy);

    /// <summary>How many people a stranger may be taken for.</summary>
    public GallerySize Size => _counted.Size;

    /// <summary>The least similarity that a person's watchlists ask for; none without watchlists.</summary>
    public Similarity? ThresholdOf(PersonId person, TrackRate tracks) => _thresholds.Of(person, tracks);

    /// <summary>Takes over the gallery as it is now.</summary>
    /// <param name="stop">Ends it.</param>
    /// <param name="whole">Whether it is compared even when its version is the one that was taken over.</param>
    /// <returns>Whether it was another one before; what is new of the photos that cannot be used.</returns>
    /// <exception cref="FailureException">The database or the index is out of reach; what was known stays known.</exception>
    public async Task<(bool Changed, IReadOnlyList<NotTaken> NotTaken)> TakeOverAsync(CancellationToken stop, bool whole = false)
    {
        var version = await database.VersionAsync(stop);
        var isChanged = version != _version;
        if (!isChanged && !whole)
        {
            return (false, []);
        }

        // Everybody whom the index may find meanwhile has a name, and the odds of a stranger are not reported too small.
        var now = await _register.NamesAsync(stop);
        names.Add(now);
        var counted = Counted.Of(await _register.PhotosOfEachAsync(index.Faces.Collection.Model, stop), calibration);
        _counted = counted.Size.Chances > Size.Chances ? counted : _counted;
        var notTaken = await index.RefreshAsync(stop);
        await _thresholds.RefreshAsync(stop);
        names.Set(now);
        await Changed(stop);
        (_counted, _version) = (counted, version);
        return (isChanged, [.. notTaken.Where(photo => _notTaken.Add(photo.Photo))]);
    }

    /// <summary>
    /// Takes over each change until the token ends it. What other processes change is polled, since a file notifies nobody; a database or
    /// an index out of reach is asked again.
    /// </summary>
    public async Task FollowAsync(TimeSpan interval, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, _time);
        string? fault = null;
        var (looks, whole, again) = (0L, Math.Max(1, (long)(ComparedEvery / interval)), Math.Max(1, (long)(ErasedEvery / interval)));
        while (await NextAsync(timer, stop))
        {
            try
            {
                var (changed, notTaken) = await TakeOverAsync(stop, ++looks % whole == 0);
                if (index.NotErased is not null && looks % again == 0)
                {
                    await index.CatchUpAsync(stop);
                }

                fault = null;
                if (changed)
                {
                    logger.LogInformation(
                        "The gallery changed: it holds {People}", GalleryText.Recognised(People, Recognisable, index.Faces.Collection));
                    if (Warning is { } warning)
                    {
                        logger.LogWarning("{Warning}", warning);
                    }
                }

                foreach (var photo in notTaken)
                {
                    logger.LogWarning("{Person}: photo {Photo} cannot be used: {Reason}", photo.Name, photo.Photo, photo.Reason);
                }
            }
            catch (FailureException away)
            {
                if (away.Message != fault)
                {
                    logger.LogWarning("Changes of the gallery are unknown: {Reason}", away.Message);
                }

                fault = away.Message;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed record Counted(int People, int Recognisable, GallerySize Size)
    {
        public static Counted Of(List<int> photosOfEach, Calibration? calibration)
        {
            var known = photosOfEach.Where(photos => photos > 0).ToList();
            return new(photosOfEach.Count, known.Count, GallerySize.Of(known, calibration?.PhotoExponent));
        }
    }
}
