using Analytics.Contracts;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging;

namespace Analytics.Match.Index;

/// <summary>Opens the index that the options name.</summary>
public static class FaceIndexes
{
    /// <summary>Opens a collection: the one that is there under its name, else an empty one.</summary>
    /// <exception cref="UserErrorException">An option is wrong, or the collection that is there is of another model or length.</exception>
    public static async ValueTask<IndexAnswer<IFaceIndex>> OpenAsync(
        IndexOptions options, FaceCollection collection, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        switch (options.Kind)
        {
            case IndexKind.Qdrant:
                var key = QdrantApiKey.Read(options, Environment.GetEnvironmentVariable);
                var opened = await QdrantFaceIndex.OpenAsync(options, key, collection, time, logger, cancellationToken);
                return opened.Unavailable is { } away ? IndexAnswer.Without<IFaceIndex>(away) : IndexAnswer.Of<IFaceIndex>(opened.Value);
            default:
                throw new UserErrorException(
                    "There is no embedded index in this release. Set Index:Kind to qdrant and Index:Url to a Qdrant server.");
        }
    }
}
