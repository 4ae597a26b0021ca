using Analytics.Contracts;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Runtime.Models;
using Analytics.Store;
using Analytics.Store.Database;
using Microsoft.Extensions.Logging;

namespace Analytics.People;

/// <summary>
/// The gallery of a process: database, index and models. Each is opened once, when it is first asked for, and stays open; what changes one
/// gallery is seen by all that use it.
/// </summary>
public sealed class Gallery : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly bool _mayCopy;
    private readonly SemaphoreSlim _opening = new(1);
    private readonly Lazy<Embedding> _embedding; // reading the cards of models takes longer than many a command, and few need them
    private GalleryIndex? _index;
    private FaceModels? _models;

    private Gallery(GalleryDatabase database, PeopleOptions options, bool mayCopy, ILogger logger)
    {
        (Database, Options, _mayCopy, _logger, _embedding) = (database, options, mayCopy, logger, new(() => Embedding.Of(options)));
        (People, Watchlists, Templates) = (new(database, TimeProvider.System), new(database, TimeProvider.System), new(database));
    }

    /// <summary>The truth.</summary>
    public GalleryDatabase Database { get; }

    /// <summary>Its options.</summary>
    public PeopleOptions Options { get; }

    /// <summary>The model files.</summary>
    public ModelStore Models => _embedding.Value.Store;

    /// <summary>Who is enrolled.</summary>
    public PeopleRegister People { get; }

    /// <summary>The watchlists.</summary>
    public WatchlistRegister Watchlists { get; }

    /// <summary>What models made of the photos.</summary>
    public TemplateRegister Templates { get; }

    /// <summary>What the index holds.</summary>
    public FaceCollection Collection => _embedding.Value.Collection;

    /// <summary>Of the embedder; none where it was not measured.</summary>
    public Calibration? Calibration => _embedding.Value.Calibration;

    /// <summary>What a similarity speaks for.</summary>
    public EvidenceModel Evidence => _embedding.Value.Evidence;

    /// <summary>Opens the gallery; makes it where there is none.</summary>
    /// <param name="options">Where everything is.</param>
    /// <param name="mayCopy">Whether a copy in memory will do while another process has the embedded index.</param>
    /// <param name="logger">Logs what happens to the index.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="FailureException">It cannot be opened.</exception>
    public static async Task<Gallery> OpenAsync(PeopleOptions options, bool mayCopy, ILogger logger, CancellationToken stop)
    {
        if (options.Models.Pack != ModelPack.Default)
        {
            options.Models.OpenStore().Catalog.Pack(options.Models.Pack); // a slip is reported, also where no model is needed
        }

        return new(await GalleryPlace.OpenAsync(options.Data, options.Gallery, options.Environment, stop), options, mayCopy, logger);
    }

    /// <summary>The index, with all that the database has.</summary>
    /// <exception cref="FailureException">It is out of reach or damaged.</exception>
    public async Task<IFaceIndex> IndexAsync(CancellationToken stop) => (await OpenIndexAsync(stop)).Faces;

    /// <summary>The index as it is, or an empty one in its place, when <paramref name="replace"/> says so.</summary>
    /// <exception cref="FailureException">It is out of reach, in use, or damaged and not to be replaced.</exception>
    public Task<IFaceIndex> BareIndexAsync(bool replace, CancellationToken stop) => replace
        ? GalleryIndex.OpenAnewAsync(Options.Index, Options.Data, Collection, _logger, stop)
        : GalleryIndex.OpenBareAsync(Options.Index, Options.Data, Collection, _logger, stop);

    /// <summary>The models.</summary>
    /// <exception cref="FailureException">A model is missing or altered, or the device does not open.</exception>
    public Task<FaceModels> ModelsAsync(CancellationToken stop) => OnceAsync(
        () => _models,
        async () => _models = await FaceModels.OpenAsync(Models, Options.Models.Pack, Options.Detect, Options.Inference, _logger), stop);

    /// <summary>Has the index follow what was changed in the database.</summary>
    /// <param name="done">What that was, in a sentence.</param>
    /// <param name="stop">Cancels it.</param>
    /// <param name="erases">Whether somebody or something was removed.</param>
    /// <exception cref="UnusableIndexException">The index is damaged, or of another model.</exception>
    /// <exception cref="FailureException">
    /// The index is down, or has not confirmed a removal: says what was done, and that the rest follows by itself.
    /// </exception>
    public async Task UpdateIndexAsync(string done, CancellationToken stop, bool erases = false)
    {
        try
        {
            await (await OpenIndexAsync(stop)).CatchUpAsync(stop);
        }
        catch (UnusableIndexException unusable)
        {
            throw unusable.After(done);
        }
        catch (FailureException away)
        {
            throw new UnavailableException($"{done} The index is not updated yet: {away.Message} "
                + "Do not repeat the command: the next process that reaches the index updates it.");
        }

        if (erases && _index!.NotErased is { } reason)
        {
            throw new UnavailableException($"{done} The index has not confirmed the removal everywhere: {reason} "
                + "What was removed is no longer found. Do not repeat the command: each process that reaches the index repeats the "
                + "removal until it is done.");
        }
    }

    /// <summary>The index, with all that the database has, and what follows the database in it.</summary>
    /// <exception cref="FailureException">It is out of reach or damaged, or in use where a copy will not do.</exception>
    internal Task<GalleryIndex> OpenIndexAsync(CancellationToken stop) => OnceAsync(
        () => _index,
        async () => _index = await GalleryIndex.OpenAsync(Database, Options.Index, Options.Data, Collection, _mayCopy, _logger, stop),
        stop);

    /// <summary>Closes index, models and database.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_models?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_index?.DisposeAsync() ?? ValueTask.CompletedTask);
        Database.Dispose();
        _opening.Dispose();
    }

    private async Task<T> OnceAsync<T>(Func<T?> opened, Func<Task<T>> open, CancellationToken stop)
        where T : class
    {
        if (opened() is { } there)
        {
            return there;
        }

        await _opening.WaitAsync(stop);
        try
        {
            return opened() ?? await open();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>What the models of the pack have to do with the gallery.</summary>
    private sealed record Embedding(ModelStore Store, FaceCollection Collection, Calibration? Calibration, EvidenceModel Evidence)
    {
        public static Embedding Of(PeopleOptions options)
        {
            var store = options.Models.OpenStore();
            var collection = GalleryIndex.CollectionOf(store, options.Models.Pack);
            var calibration = store.CalibrationOf(collection.Model);
            return new(store, collection, calibration, EvidenceModel.From(options.Match, calibration));
        }
    }
}
