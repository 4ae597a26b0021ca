using Analytics.Contracts;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Enrol;
using Analytics.Host.People;
using Analytics.Host.Terminal;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Gallery;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>Whom a watch looks for: the people of a folder, or those of the gallery, whose changes it follows.</summary>
internal sealed class WatchedPeople : IAsyncDisposable
{
    private readonly GalleryDatabase? _database;
    private readonly CancellationTokenSource _over = new();
    private Task _following = Task.CompletedTask;

    private readonly GalleryIndex? _index;
    private WatchlistThresholds? _thresholds;

    private WatchedPeople(IFaceIndex faces) => Index = faces;

    private WatchedPeople(GalleryIndex index, GalleryDatabase database) => (_index, Index, _database) = (index, index.Faces, database);

    /// <summary>The least similarity that a person's watchlists ask for; none without a gallery or without watchlists.</summary>
    public Similarity? ThresholdOf(PersonId person, TrackRate tracks) => _thresholds?.Of(person, tracks);

    /// <summary>Their faces.</summary>
    public IFaceIndex Index { get; }

    /// <summary>Called after each change of the gallery.</summary>
    public Func<CancellationToken, Task> Changed { get; set; } = _ => Task.CompletedTask;

    /// <summary>Reads the folder, or opens the gallery, and says which it was.</summary>
    /// <exception cref="UserErrorException">The folder or the gallery cannot be used.</exception>
#pragma warning disable CA2000 // What is opened here is disposed with the result.
    public static async Task<WatchedPeople> OpenAsync(
        WatchSettings settings, IServiceProvider services, AnalyticsOptions options, PeopleNames names, StandardError error,
        CancellationToken stop)
    {
        if (settings.People is { } folder)
        {
            var enrolment = await PeopleGallery.EnrolAsync(folder, services, options, error.WriteLine, stop);
            var people = new WatchedPeople(new InMemoryFaceIndex(Collection(services, options)));
            await enrolment.AddToAsync(people.Index, stop);
            return people;
        }

        if (!GalleryPlace.Exists(settings.Data, options.Gallery, CommonOptions.Variables()))
        {
            error.WriteLine(
                "No --people and no gallery: faces are followed, nobody is named. 'analytics people add NAME PHOTO...' enrols somebody.");
            return new WatchedPeople(new InMemoryFaceIndex(Collection(services, options)));
        }

        return await OpenGalleryAsync(settings.Data, mayCopy: true, services, options, names, error, stop);
    }

    /// <summary>Opens the gallery; makes it where there is none.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="mayCopy">Whether a copy in memory will do while another process has the embedded index.</param>
    /// <param name="services">The models.</param>
    /// <param name="options">Where everything is.</param>
    /// <param name="names">Takes what people are called.</param>
    /// <param name="error">Hears what was opened.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="UserErrorException">The gallery cannot be used, or another process has its index.</exception>
    public static async Task<WatchedPeople> OpenGalleryAsync(
        string data, bool mayCopy, IServiceProvider services, AnalyticsOptions options, PeopleNames names, StandardError error,
        CancellationToken stop)
    {
        var database = await GalleryPlace.OpenAsync(data, options.Gallery, CommonOptions.Variables(), stop);
        var logger = services.GetRequiredService<ILogger<WatchedPeople>>();
        var collection = Collection(services, options);
        var index = await GalleryIndex.OpenAsync(database, options, data, collection, mayCopy, logger, stop);
        var gallery = new WatchedPeople(index, database);
        await gallery.BeginAsync(services.GetRequiredService<ModelStore>().CalibrationOf(collection.Model), names, options, logger, error, stop);
        return gallery;
    }

    private static FaceCollection Collection(IServiceProvider services, AnalyticsOptions options) =>
        GalleryIndex.CollectionOf(services.GetRequiredService<ModelStore>(), options.Models.Pack);
#pragma warning restore CA2000

    /// <summary>Stops following, and lets go of index and database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _following;
        _over.Dispose();
        await Index.DisposeAsync();
        _database?.Dispose();
    }

    private async Task BeginAsync(Calibration? calibration, PeopleNames names, AnalyticsOptions options, ILogger logger, StandardError error, CancellationToken stop)
    {
        var version = await _database!.VersionAsync(stop);
        var register = new PeopleRegister(_database, TimeProvider.System);
        names.Set(await register.NamesAsync(stop));
        error.WriteLine($"The gallery {_database} is used: {PeopleText.Counted(await register.CountAsync(stop), "person", "people")}.");
        _thresholds = new WatchlistThresholds(_database, Index, calibration)
        {
            TogetherFrom = new Similarity(EvidenceModel.From(options.Match, calibration).Neutral),
        };
        await _thresholds.RefreshAsync(stop);
        foreach (var photo in await _index!.RefreshAsync(stop))
        {
            error.WriteLine($"warning   {photo.Name}: photo {photo.Photo} cannot be used: {photo.Reason}");
        }

        _following = FollowAsync(register, names, version, options.Gallery.RefreshInterval, logger);
    }

    // What other processes change is asked for, since a file tells nobody. A database out of reach is asked again;
    // who was known stays known.
    private async Task FollowAsync(PeopleRegister register, PeopleNames names, string version, TimeSpan interval, ILogger logger)
    {
        using var timer = new PeriodicTimer(interval);
        string? fault = null;
        while (await NextAsync(timer))
        {
            try
            {
                var now = await _database!.VersionAsync(_over.Token);
                if (now != version)
                {
                    await _index!.RefreshAsync(_over.Token);
                    await _thresholds!.RefreshAsync(_over.Token);
                    names.Set(await register.NamesAsync(_over.Token));
                    await Changed(_over.Token);
                    version = now;
                    var count = await register.CountAsync(_over.Token);
                    logger.LogInformation("The gallery has changed: it holds {People}", PeopleText.Counted(count, "person", "people"));
                }

                fault = null;
            }
            catch (UserErrorException away)
            {
                if (away.Message != fault)
                {
                    logger.LogWarning("What has changed in the gallery is not known: {Reason}", away.Message);
                }

                fault = away.Message;
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_over.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
