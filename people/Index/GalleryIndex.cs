using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Match.Index;
using Analytics.Runtime.Models;
using Analytics.Store.Database;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Index;

/// <summary>
/// The index behind the gallery. Where another process has the embedded one, this one works on a copy in memory: what it changes in the
/// database waits there, and the other takes it over.
/// </summary>
public sealed class GalleryIndex : IAsyncDisposable
{
    private readonly GalleryDatabase _database;
    private readonly bool _isCopy;

    private GalleryIndex(GalleryDatabase database, IFaceIndex faces, bool isCopy) =>
        (_database, Faces, _isCopy) = (database, faces, isCopy);

    /// <summary>The faces.</summary>
    public IFaceIndex Faces { get; }

    /// <summary>What the index holds: templates of the pack's embedder.</summary>
    public static FaceCollection CollectionOf(ModelStore store, string pack)
    {
        var embedder = store.Catalog.CardsOf(store.Catalog.Pack(pack))[^1];
        return new FaceCollection("people", embedder.ModelId, embedder.Embedding!.Length);
    }

    /// <summary>Opens the configured index as it is.</summary>
    /// <exception cref="FailureException">It is out of reach, in use, damaged, or an option is wrong.</exception>
    public static async Task<IFaceIndex> OpenBareAsync(
        IndexOptions options, string data, FaceCollection collection, ILogger logger, CancellationToken cancellationToken)
    {
        if (options.Kind == IndexKind.Embedded)
        {
            DataFolder.Make(data);
        }

        var opened = await FaceIndexes.OpenAsync(options, data, collection, TimeProvider.System, logger, cancellationToken);
        return opened.Unavailable is { } unavailable ? throw new UnavailableException(unavailable.Reason) : opened.Value;
    }

    /// <summary>Opens the configured index in place of one that cannot be used: see <see cref="FaceIndexes.OpenAnewAsync"/>.</summary>
    public static async Task<IFaceIndex> OpenAnewAsync(
        IndexOptions options, string data, FaceCollection collection, ILogger logger, CancellationToken cancellationToken)
    {
        var opened = await FaceIndexes.OpenAnewAsync(options, data, collection, TimeProvider.System, logger, cancellationToken);
        return opened.Unavailable is { } unavailable ? throw new UnavailableException(unavailable.Reason) : opened.Value;
    }

    /// <summary>Opens the index, with all that the database has.</summary>
    /// <exception cref="FailureException">It is out of reach or damaged, in use where a copy will not do, or an option is wrong.</exception>
#pragma warning disable CA2000 // What is opened here is disposed with the result.
    public static async Task<GalleryIndex> OpenAsync(
        GalleryDatabase database, IndexOptions options, string data, FaceCollection collection, bool mayCopy, ILogger logger,
        CancellationToken cancellationToken)
    {
        GalleryIndex index;
        try
        {
            index = new(database, await OpenBareAsync(options, data, collection, logger, cancellationToken), isCopy: false);
        }
        catch (IndexInUseException) when (mayCopy)
        {
            index = new(database, new InMemoryFaceIndex(collection), isCopy: true);
        }

        await index.RefreshAsync(cancellationToken);
        return index;
    }
#pragma warning restore CA2000

    /// <summary>Takes over all that has changed in the database since, here or in another process.</summary>
    /// <returns>The photos that the index cannot hold.</returns>
    /// <exception cref="FailureException">The index is out of reach.</exception>
    public async Task<IReadOnlyList<NotTaken>> RefreshAsync(CancellationToken cancellationToken)
    {
        var caughtUp = await CatchUpAsync(cancellationToken);
        var aligned = await new IndexComparison(_database, Faces, isShared: !_isCopy).AlignAsync(cancellationToken);
        return aligned.Unavailable is { } unavailable
            ? throw new UnavailableException($"The index does not hold the gallery as it is now. {unavailable.Reason}")
            : [.. caughtUp.Concat(aligned.NotTaken).DistinctBy(photo => photo.Photo)];
    }

    /// <summary>Takes over what waits for the index; a copy leaves it to the process that has the index.</summary>
    /// <returns>The photos that the index cannot hold.</returns>
    /// <exception cref="FailureException">The index is out of reach.</exception>
    public async Task<IReadOnlyList<NotTaken>> CatchUpAsync(CancellationToken cancellationToken)
    {
        if (_isCopy)
        {
            return [];
        }

        var caughtUp = await new IndexKeeper(_database).CatchUpAsync(Faces, cancellationToken);
        return caughtUp.Unavailable is { } unavailable
            ? throw new UnavailableException(unavailable.Reason) : caughtUp.NotTaken;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Faces.DisposeAsync();
}
