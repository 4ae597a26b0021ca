using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.People.Photos;
using Analytics.Store;
using Analytics.Store.Database;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Watching;

/// <summary>The people that cameras are watched for: those of a folder, or those of the gallery, whose changes it follows.</summary>
public sealed class WatchedPeople : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly GalleryDatabase? _database;
    private readonly GalleryFollower? _gallery;
    private readonly GallerySize? _fixed;

    private WatchedPeople(IFaceIndex faces, GallerySize size) => (Index, _fixed) = (faces, size);

    private WatchedPeople(GalleryIndex index, GalleryDatabase database, GalleryFollower gallery) =>
        (Index, _database, _gallery) = (index.Faces, database, gallery);

    /// <summary>How many people a stranger may be taken for, as it is now.</summary>
    public GallerySize Size => _gallery?.Size ?? _fixed!.Value;

    /// <summary>Follows the gallery; it fails when nobody follows it any more.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    /// <summary>Their faces.</summary>
    public IFaceIndex Index { get; }

#pragma warning disable CA2000 // What is opened here is disposed with the result.
    /// <summary>No people: nobody is recognised.</summary>
    public static WatchedPeople Nobody(FaceCollection collection) => new(new InMemoryFaceIndex(collection), GallerySize.OfPeople(0));

    /// <summary>The accepted photos of a folder.</summary>
    /// <param name="enrolment">What became of the photos.</param>
    /// <param name="collection">The model of their templates.</param>
    /// <param name="photoExponent">How much more photos of one person are worth (<see cref="GallerySize.Of"/>); none without
    /// calibration.</param>
    /// <param name="stop">Cancels it.</param>
    public static async Task<WatchedPeople> OfFolderAsync(
        Enrolment enrolment, FaceCollection collection, double? photoExponent, CancellationToken stop)
    {
        var photos = enrolment.Accepted.GroupBy(photo => photo.Photo.Person).Select(person => person.Count());
        var people = new WatchedPeople(new InMemoryFaceIndex(collection), GallerySize.Of(photos, photoExponent));
        await enrolment.AddToAsync(people.Index, stop);
        return people;
    }

    /// <summary>Opens the gallery; makes it where there is none.</summary>
    /// <param name="options">Where everything is.</param>
    /// <param name="mayCopy">Whether a copy in memory will do while another process has the embedded index.</param>
    /// <param name="names">Takes what people are called.</param>
    /// <param name="report">Takes a line for what was opened, and one for each warning.</param>
    /// <param name="logger">Takes what changes later.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="FailureException">The gallery cannot be used, or another process has its index.</exception>
    public static async Task<WatchedPeople> OfGalleryAsync(
        PeopleOptions options, bool mayCopy, PeopleNames names, Action<string> report, ILogger logger, CancellationToken stop)
    {
        var database = await GalleryPlace.OpenAsync(options.Data, options.Gallery, options.Environment, stop);
        var store = options.Models.OpenStore();
        var collection = GalleryIndex.CollectionOf(store, options.Models.Pack);
        var index = await GalleryIndex.OpenAsync(database, options.Index, options.Data, collection, mayCopy, logger, stop);
        var calibration = store.CalibrationOf(collection.Model);
        var togetherFrom = new Similarity(Match.Evidence.EvidenceModel.From(options.Match, calibration).Neutral);
        var people = new WatchedPeople(index, database, new GalleryFollower(
            database, index, calibration, togetherFrom, names, options.MissingTemplates, logger));
        try
        {
            await people.BeginAsync(options.Gallery.RefreshInterval, report, stop);
            return people;
        }
        catch
        {
            await people.DisposeAsync();
            throw;
        }
    }
#pragma warning restore CA2000

    /// <summary>The least similarity that a person's watchlists ask for; none without a gallery or without watchlists.</summary>
    public Similarity? ThresholdOf(PersonId person, TrackRate tracks) => _gallery?.ThresholdOf(person, tracks);

    /// <summary>Has something called after each change of the gallery.</summary>
    public void OnChange(Func<CancellationToken, Task> changed)
    {
        if (_gallery is not null)
        {
            _gallery.Changed = changed;
        }
    }

    /// <summary>Stops following, and closes index and database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // matching has seen why it failed
        _over.Dispose();
        await Index.DisposeAsync();
        _database?.Dispose();
    }

    private async Task BeginAsync(TimeSpan interval, Action<string> report, CancellationToken stop)
    {
        var (_, notTaken) = await _gallery!.TakeOverAsync(stop);
        report($"The gallery {_database} is used: {GalleryText.Recognised(_gallery.People, _gallery.Recognisable, Index.Collection)}");
        foreach (var photo in notTaken)
        {
            report($"warning   {photo.Name}: photo {photo.Photo} cannot be used: {photo.Reason}");
        }

        if (_gallery.Warning is { } warning)
        {
            report($"warning   {warning}");
        }

        Following = _gallery.FollowAsync(interval, _over.Token);
    }
}
