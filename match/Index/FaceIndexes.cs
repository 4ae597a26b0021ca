using Analytics.Contracts;
using Analytics.Match.Index.Embedded;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging;

namespace Analytics.Match.Index;

/// <summary>Opens the index that the options name.</summary>
public static class FaceIndexes
{
    /// <summary>Opens a collection: the one that is there under its name, else an empty one.</summary>
    /// <param name="options">Which index.</param>
    /// <param name="data">The data folder, in which an embedded one lies.</param>
    /// <param name="collection">What it holds.</param>
    /// <param name="time">For retries and audits.</param>
    /// <param name="logger">Logs them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FailureException">An option is wrong, or the collection that is there is of another model or length.</exception>
    public static async ValueTask<IndexAnswer<IFaceIndex>> OpenAsync(
        IndexOptions options, string data, FaceCollection collection, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        switch (options.Kind)
        {
            case IndexKind.Qdrant:
                var key = QdrantApiKey.Read(options, Environment.GetEnvironmentVariable);
                var opened = await QdrantFaceIndex.OpenAsync(options, key, collection, time, logger, cancellationToken);
                return opened.Unavailable is { } away ? IndexAnswer.Without<IFaceIndex>(away) : IndexAnswer.Of<IFaceIndex>(opened.Value);
            case IndexKind.Embedded:
                return IndexAnswer.Of<IFaceIndex>(Embedded(options, data, collection));
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "An index is embedded or qdrant.");
        }
    }

    /// <summary>
    /// Opens a collection in place of one that cannot be used: an embedded one empty; of Qdrant the one of this model, beside the one in
    /// use until <see cref="QdrantFaceIndex.TakeOverAsync"/>. The parameters are those of opening.
    /// </summary>
    /// <exception cref="FailureException">An option is wrong, or another process has the index.</exception>
    public static async ValueTask<IndexAnswer<IFaceIndex>> OpenAnewAsync(
        IndexOptions options, string data, FaceCollection collection, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        if (options.Kind == IndexKind.Qdrant)
        {
            var key = QdrantApiKey.Read(options, Environment.GetEnvironmentVariable);
            var next = await QdrantFaceIndex.OpenNextAsync(options, key, collection, time, logger, cancellationToken);
            return next.Unavailable is { } away ? IndexAnswer.Without<IFaceIndex>(away) : IndexAnswer.Of<IFaceIndex>(next.Value);
        }

        EmbeddedFaceIndex.Discard(FolderOf(data, collection.Name));
        return await OpenAsync(options, data, collection, time, logger, cancellationToken);
    }

    /// <summary>Opens an embedded index that another process has: see <see cref="EmbeddedFaceIndex.OpenCopy"/>.</summary>
    /// <param name="options">Which index.</param>
    /// <param name="data">The data folder, in which it lies.</param>
    /// <param name="collection">What it holds.</param>
    /// <exception cref="FailureException">It cannot be read, or is damaged or of another model.</exception>
    public static IFaceIndex OpenCopy(IndexOptions options, string data, FaceCollection collection) =>
        EmbeddedFaceIndex.OpenCopy(FolderOf(data, collection.Name), collection, options.Embedded);

    /// <summary>Where an embedded index lies.</summary>
    public static string FolderOf(string data, string collection) => Path.Combine(data, "index", collection);

    private static EmbeddedFaceIndex Embedded(IndexOptions options, string data, FaceCollection collection) =>
        EmbeddedFaceIndex.Open(FolderOf(data, collection.Name), collection, options.Embedded);
}
