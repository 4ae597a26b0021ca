using Analytics.Contracts;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Host.Enrol;
using Analytics.Host.People;
using Analytics.Host.Terminal;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>Whom a watch looks for: the people of a folder, or those of the gallery, whose changes it follows.</summary>
internal sealed class WatchedPeople : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly GalleryDatabase? _database;
    private readonly GalleryFollower? _gallery;
    private readonly GallerySize? _fixed;

    private WatchedPeople(IFaceIndex faces, GallerySize size) => (Index, _fixed) = (faces, size);

    private WatchedPeople(GalleryIndex index, GalleryDatabase database, GalleryFollower gallery) =>
        (Index, _database, _gallery) = (index.Faces, database, gallery);

    /// <summary>The least similarity that a person's watchlists ask for; none without a gallery or without watchlists.</summary>
    public Similarity? ThresholdOf(PersonId person, TrackRate tracks) => _gallery?.ThresholdOf(person, tracks);

    /// <summary>How many people a stranger may be taken for, as it is now.</summary>
    public GallerySize Size => _gallery?.Size ?? _fixed!.Value;

    /// <summary>Follows the gallery; it fails when nobody follows it any more.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    /// <summary>Their faces.</summary>
    public IFaceIndex Index { get; }

    /// <summary>Has something called after each change of the gallery.</summary>
    public void OnChange(Func<CancellationToken, Task> changed)
    {
        if (_gallery is not null)
        {
            _gallery.Changed = changed;
        }
    }

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
            var collection = Collection(services, options);
            var exponent = services.GetRequiredService<ModelStore>().CalibrationOf(collection.Model)?.PhotoExponent;
            var photos = enrolment.Accepted.GroupBy(photo => photo.Photo.Person).Select(person => person.Count());
            var people = new WatchedPeople(new InMemoryFaceIndex(collection), GallerySize.Of(photos, exponent));
            await enrolment.AddToAsync(people.Index, stop);
            return people;
        }

        if (!GalleryPlace.Exists(settings.Data, options.Gallery, CommonOptions.Variables()))
        {
            error.WriteLine(
                "No --people and no gallery: faces are followed, nobody is named. 'analytics people add NAME PHOTO...' enrols somebody.");
            return new WatchedPeople(new InMemoryFaceIndex(Collection(services, options)), GallerySize.OfPeople(0));
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
        var calibration = services.GetRequiredService<ModelStore>().CalibrationOf(collection.Model);
        var togetherFrom = new Similarity(EvidenceModel.From(options.Match, calibration).Neutral);
        var people = new WatchedPeople(index, database, new GalleryFollower(database, index, calibration, togetherFrom, names, logger));
        try
        {
            await people.BeginAsync(options.Gallery.RefreshInterval, error, stop);
            return people;
        }
        catch
        {
            await people.DisposeAsync();
            throw;
        }
    }

    private static FaceCollection Collection(IServiceProvider services, AnalyticsOptions options) =>
        GalleryIndex.CollectionOf(services.GetRequiredService<ModelStore>(), options.Models.Pack);
#pragma warning restore CA2000

    /// <summary>Stops following, and lets go of index and database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whoever matches has seen why it failed
        _over.Dispose();
        await Index.DisposeAsync();
        _database?.Dispose();
    }

    private async Task BeginAsync(TimeSpan interval, StandardError error, CancellationToken stop)
    {
        var (_, notTaken) = await _gallery!.TakeOverAsync(stop);
        error.WriteLine($"The gallery {_database} is used: {PeopleText.Recognised(_gallery.People, _gallery.Recognisable, Index.Collection)}");
        foreach (var photo in notTaken)
        {
            error.WriteLine($"warning   {photo.Name}: photo {photo.Photo} cannot be used: {photo.Reason}");
        }

        if (PeopleText.Warning(_gallery.People, _gallery.Recognisable, Index.Collection) is { } warning)
        {
            error.WriteLine($"warning   {warning}");
        }

        Following = _gallery.FollowAsync(interval, _over.Token);
    }
}
