using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Photos;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Watching;

/// <summary>The people that cameras are watched for: those of a folder, or those of the gallery, whose changes it follows.</summary>
public sealed class WatchedPeople : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly GalleryFollower? _gallery;
    private readonly GallerySize? _fixed;

    private WatchedPeople(IFaceIndex faces, GallerySize size) => (Index, _fixed) = (faces, size);

    private WatchedPeople(IFaceIndex faces, GalleryFollower gallery) => (Index, _gallery) = (faces, gallery);

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

    /// <summary>The people of the gallery, and those that it will have.</summary>
    /// <param name="gallery">It stays open until nobody is watched for any more.</param>
    /// <param name="names">Takes what people are called.</param>
    /// <param name="report">Takes a line for what was opened, and one for each warning.</param>
    /// <param name="logger">Takes what changes later.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="FailureException">The gallery cannot be used, or another process has its index.</exception>
    public static async Task<WatchedPeople> OfGalleryAsync(
        Gallery gallery, PeopleNames names, Action<string> report, ILogger logger, CancellationToken stop)
    {
        var index = await gallery.OpenIndexAsync(stop);
        var togetherFrom = new Similarity(gallery.Evidence.Neutral);
        var people = new WatchedPeople(
            index.Faces, new GalleryFollower(
                gallery.Database, index, gallery.Calibration, togetherFrom, names, gallery.Options.MissingTemplates, logger));
        try
        {
            await people.BeginAsync(gallery, report, stop);
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

    /// <summary>Stops following.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // matching has seen why it failed
        _over.Dispose();
        await (_gallery is null ? Index.DisposeAsync() : ValueTask.CompletedTask);
    }

    private async Task BeginAsync(Gallery gallery, Action<string> report, CancellationToken stop)
    {
        var (_, notTaken) = await _gallery!.TakeOverAsync(stop);
        var recognised = GalleryText.Recognised(_gallery.People, _gallery.Recognisable, Index.Collection);
        report($"The gallery {gallery.Database} is used: {recognised}");
        foreach (var photo in notTaken)
        {
            report($"warning   {photo.Name}: photo {photo.Photo} cannot be used: {photo.Reason}");
        }

        if (_gallery.Warning is { } warning)
        {
            report($"warning   {warning}");
        }

        Following = _gallery.FollowAsync(gallery.Options.Gallery.RefreshInterval, _over.Token);
    }
}
