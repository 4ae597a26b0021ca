using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The adapter for Qdrant over a server in this process; nothing that it does is meant for all faces at once.</summary>
public sealed class QdrantFaceIndexSpec : FaceIndexSpec, IAsyncDisposable
{
    private readonly FakeQdrant _fake = new(Recordings.Key);
    private readonly LocalGrpc _server;

    public QdrantFaceIndexSpec() => _server = new LocalGrpc(_fake.Answer);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Assert.Equal(0, _fake.SelectorsOfAll);
    }

    protected override async ValueTask<IFaceIndex> OpenAsync(FaceCollection collection)
    {
        IndexOptions options = new() { Kind = IndexKind.Qdrant, Url = _server.Url };
        var key = new QdrantApiKey(Recordings.Key);
        return (await QdrantFaceIndex.OpenAsync(
            options, key, collection, TimeProvider.System, NullLogger.Instance, CancellationToken.None)).Value;
    }
}
