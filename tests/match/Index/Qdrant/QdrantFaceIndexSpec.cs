using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The adapter for Qdrant over a server in this process.</summary>
public sealed class QdrantFaceIndexSpec : FaceIndexSpec, IAsyncDisposable
{
    private readonly LocalHttp _server = new(new FakeQdrant(Exchanges.Key).Answer);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override async ValueTask<IFaceIndex> OpenAsync(FaceCollection collection)
    {
        IndexOptions options = new() { Kind = IndexKind.Qdrant, Url = _server.Url };
        var key = new QdrantApiKey(Exchanges.Key);
        return (await QdrantFaceIndex.OpenAsync(
            options, key, collection, TimeProvider.System, NullLogger.Instance, CancellationToken.None)).Value;
    }
}
