using Analytics.Contracts;
using Analytics.Host.Commands;
using Analytics.Host.Configuration;
using Analytics.Match.Gallery;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Host.People;

/// <summary>The gallery as one command uses it: registers at once, the index when it is first asked for.</summary>
internal sealed class GallerySession : IAsyncDisposable
{
    private readonly string _data;
    private GalleryIndex? _index;

    private GallerySession(GalleryDatabase database, string data, AnalyticsOptions options)
    {
        _data = data;
        (Database, Options, Store) = (database, options, options.Models.OpenStore());
        (People, Watchlists, Templates) = (new(database, TimeProvider.System), new(database, TimeProvider.System), new(database));
    }

    /// <summary>The truth.</summary>
    public GalleryDatabase Database { get; }

    /// <summary>The options in force.</summary>
    public AnalyticsOptions Options { get; }

    /// <summary>The models.</summary>
    public ModelStore Store { get; }

    /// <summary>Who is enrolled.</summary>
    public PeopleRegister People { get; }

    /// <summary>The watchlists.</summary>
    public WatchlistRegister Watchlists { get; }

    /// <summary>What models made of the photos.</summary>
    public TemplateRegister Templates { get; }

    /// <summary>What the index holds.</summary>
    public FaceCollection Collection => GalleryIndex.CollectionOf(Store, Options.Models.Pack);

    /// <summary>Of the embedder; none where it was not measured.</summary>
    public Calibration? Calibration => Store.CalibrationOf(Collection.Model);

    /// <summary>Opens the gallery of a data folder.</summary>
    /// <exception cref="UserErrorException">It cannot be opened.</exception>
    public static async Task<GallerySession> OpenAsync(GallerySettings settings, CommandContext context, CancellationToken stop)
    {
        var options = context.Options.WithPack(settings.Pack);
        return new(await GalleryPlace.OpenAsync(settings.Data, options.Gallery, CommonOptions.Variables(), stop), settings.Data, options);
    }

    /// <summary>The index, opened once.</summary>
    public async Task<IFaceIndex> IndexAsync(CancellationToken stop) =>
        (_index ??= await GalleryIndex.OpenAsync(Database, Options, _data, Collection, mayCopy: true, NullLogger.Instance, stop)).Faces;

    /// <summary>The index as it is; in place of one that cannot be used an empty one, when <paramref name="anew"/> says so.</summary>
    public Task<IFaceIndex> BareIndexAsync(bool anew, CancellationToken stop) => anew
        ? GalleryIndex.OpenAnewAsync(Options, _data, Collection, NullLogger.Instance, stop)
        : GalleryIndex.OpenBareAsync(Options, _data, Collection, NullLogger.Instance, stop);

    /// <summary>Has the index follow what was changed in the database.</summary>
    /// <param name="done">What that was, in a sentence.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="erases">Whether somebody or something was removed.</param>
    /// <exception cref="UnusableIndexException">The index is damaged, or of another model.</exception>
    /// <exception cref="UserErrorException">
    /// The index is out of reach, or has not confirmed a removal: says what was done, and that the rest follows by itself.
    /// </exception>
    public async Task TellIndexAsync(string done, CancellationToken stop, bool erases = false)
    {
        try
        {
            await IndexAsync(stop);
            await _index!.TellAsync(stop);
        }
        catch (UnusableIndexException unusable)
        {
            throw unusable.After(done);
        }
        catch (UserErrorException away)
        {
            throw new UserErrorException($"{done} The index does not know it yet: {away.Message} "
                + "That need not be done again: the next command or watch that reaches the index takes it over.");
        }

        if (erases && _index.NotErased is { } reason)
        {
            throw new UserErrorException($"{done} The index has not confirmed it everywhere: {reason} "
                + "Nobody is found by it any more. That need not be done again: each command and watch that reaches the index repeats it "
                + "until it is done ('analytics index status' counts it in erasuresPending).");
        }
    }

    /// <summary>Lets go of index and database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_index is not null)
        {
            await _index.DisposeAsync();
        }

        Database.Dispose();
    }
}

/// <summary>What all commands of the gallery are told.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
/// <param name="Output">How to answer.</param>
public sealed record GallerySettings(string Data, string? Pack, OutputFormat Output);
