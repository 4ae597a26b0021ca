using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Match.Index;
using Analytics.Runtime.Models;
using Analytics.Store.Database;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Index;

/// <summary>
/// The index behind the gallery. Where another process has the embedded one, this one reads its files as they are and keeps in memory what
/// has changed since: what it changes in the database waits there, and the other takes it over.
/// </summary>
public sealed class GalleryIndex : IAsyncDisposable
{
    private readonly GalleryDatabase _database;
    private readonly HidingFaceIndex _faces;
    private readonly bool _isCopy;
    private readonly ILogger _logger;

    private GalleryIndex(GalleryDatabase database, HidingFaceIndex faces, bool isCopy, ILogger logger) =>
        (_database, _faces, _isCopy, _logger) = (database, faces, isCopy, logger);

    /// <summary>The faces; those whose erasure is not done yet are found by nobody.</summary>
    public IFaceIndex Faces => _faces;

    /// <summary>Why there are erasures that the index has not confirmed; none when there are none.</summary>
    public string? NotErased { get; private set; }

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
        return opened.Unavailable is { } unavailable ? throw unavailable.ToFailure() : opened.Value;
    }

    /// <summary>Opens the configured index to read it: as it is, or as a copy in memory while another process has it.</summary>
    /// <exception cref="FailureException">It is out of reach or damaged.</exception>
    public static async Task<IFaceIndex> OpenToReadAsync(
        IndexOptions options, string data, FaceCollection collection, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenBareAsync(options, data, collection, logger, cancellationToken);
        }
        catch (IndexInUseException)
        {
            return FaceIndexes.OpenCopy(options, data, collection);
        }
    }

    /// <summary>Opens the configured index in place of one that cannot be used: see <see cref="FaceIndexes.OpenAnewAsync"/>.</summary>
    public static async Task<IFaceIndex> OpenAnewAsync(
        IndexOptions options, string data, FaceCollection collection, ILogger logger, CancellationToken cancellationToken)
    {
        var opened = await FaceIndexes.OpenAnewAsync(options, data, collection, TimeProvider.System, logger, cancellationToken);
        return opened.Unavailable is { } unavailable ? throw unavailable.ToFailure() : opened.Value;
    }

    /// <summary>Opens the index, with all that the database has.</summary>
    /// <exception cref="FailureException">It is out of reach or damaged, in use where a copy will not do, or an option is
    /// wrong.</exception>
#pragma warning disable CA2000 // What is opened here is disposed with the result.
    public static async Task<GalleryIndex> OpenAsync(
        GalleryDatabase database, IndexOptions options, string data, FaceCollection collection, bool mayCopy, ILogger logger,
        CancellationToken cancellationToken)
    {
        GalleryIndex index;
        try
        {
            index = new(database, new(await OpenBareAsync(options, data, collection, logger, cancellationToken)), isCopy: false, logger);
        }
        catch (IndexInUseException) when (mayCopy)
        {
            index = new(database, new(FaceIndexes.OpenCopy(options, data, collection)), isCopy: true, logger);
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
        var caughtUp = await FollowAsync(cancellationToken);
        var aligned = caughtUp.Unavailable is not null
            ? caughtUp : await new IndexComparison(_database, Faces, isShared: !_isCopy).AlignAsync(cancellationToken);
        await HideAsync(cancellationToken);
        Note(caughtUp.NotErased ?? aligned.NotErased);
        return aligned.Unavailable is { } unavailable
            ? throw unavailable.ToFailure("The index does not hold the gallery as it is now.")
            : [.. caughtUp.NotTaken.Concat(aligned.NotTaken).DistinctBy(photo => photo.Photo)];
    }

    /// <summary>
    /// Takes over what waits for the index; a copy leaves it to the process that has the index. What of it are erasures that the index does
    /// not confirm is left, and reported by <see cref="NotErased"/>.
    /// </summary>
    /// <exception cref="FailureException">The index is out of reach.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var caughtUp = await FollowAsync(cancellationToken);
        await HideAsync(cancellationToken);
        Note(caughtUp.NotErased);
        if (caughtUp.Unavailable is { } unavailable)
        {
            throw unavailable.ToFailure();
        }
    }

    // A person who is to be erased is not found while that is tried, which may take long.
    private async Task<IndexCaughtUp> FollowAsync(CancellationToken cancellationToken)
    {
        await HideAsync(cancellationToken);
        return _isCopy ? new IndexCaughtUp(null, []) : await new IndexKeeper(_database).CatchUpAsync(Faces, cancellationToken);
    }

    private async Task HideAsync(CancellationToken cancellationToken)
    {
        var pending = await PendingErasures.OfAsync(_database, cancellationToken);
        _faces.Hide(pending.People, pending.Faces);
    }

    private void Note(IndexUnavailable? notErased)
    {
        if (notErased is not null && notErased.Reason != NotErased)
        {
            _logger.LogWarning(
                "The index has not confirmed a removal. What was removed is left out of answers, and the removal is repeated. {Reason}",
                notErased.Reason);
        }

        NotErased = notErased?.Reason;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Faces.DisposeAsync();
}
