using Analytics.Contracts;
using Analytics.Match.Gallery;
using Analytics.Match.Gallery.Database;
using Analytics.Match.Index;
using Analytics.Runtime.Models;

namespace Analytics.Host.People;

/// <summary>The index behind the gallery: opened in one place, whatever kind it is.</summary>
public static class GalleryIndex
{
    /// <summary>What the index holds: templates of the pack's embedder.</summary>
    public static FaceCollection CollectionOf(ModelStore store, string pack)
    {
        var embedder = store.Catalog.CardsOf(store.Catalog.Pack(pack))[^1];
        return new FaceCollection("people", embedder.ModelId, embedder.Embedding!.Length);
    }

    /// <summary>Opens the index as it is.</summary>
    public static Task<IFaceIndex> OpenBareAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IFaceIndex>(new InMemoryFaceIndex(collection));
    }

    /// <summary>Opens the index, with all that the database has.</summary>
    public static async Task<IFaceIndex> OpenAsync(GalleryDatabase database, FaceCollection collection, CancellationToken cancellationToken)
    {
        var index = await OpenBareAsync(collection, cancellationToken);
        await RefreshAsync(database, index, cancellationToken);
        return index;
    }

    /// <summary>Takes over all that has changed since, here or in another process.</summary>
    /// <returns>The photos that the index cannot hold.</returns>
    /// <exception cref="UserErrorException">The index is out of reach.</exception>
    public static async Task<IReadOnlyList<NotTaken>> RefreshAsync(
        GalleryDatabase database, IFaceIndex index, CancellationToken cancellationToken)
    {
        if (index is not InMemoryFaceIndex)
        {
            return await TellAsync(database, index, cancellationToken);
        }

        // It begins empty, and what another process took from the waiting work it does not know.
        var report = await new IndexRebuild(database, index).RunAsync(dryRun: false, _ => { }, cancellationToken);
        await TellAsync(database, index, cancellationToken);
        return report.NotTaken;
    }

    /// <summary>Takes over what waits for an index.</summary>
    /// <returns>The photos that the index cannot hold.</returns>
    /// <exception cref="UserErrorException">The index is out of reach.</exception>
    public static async Task<IReadOnlyList<NotTaken>> TellAsync(
        GalleryDatabase database, IFaceIndex index, CancellationToken cancellationToken)
    {
        var caughtUp = await new IndexKeeper(database).CatchUpAsync(index, cancellationToken);
        return caughtUp.Unavailable is { } unavailable
            ? throw new UserErrorException($"The gallery was changed, but its index could not be told; "
                + $"it will be at the next start. {unavailable.Reason}")
            : caughtUp.NotTaken;
    }
}
