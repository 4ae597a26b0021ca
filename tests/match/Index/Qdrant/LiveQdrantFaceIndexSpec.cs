using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;
using Qdrant.Client;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// The adapter for Qdrant over a real server: that of <c>QDRANT_URL</c>, with the key of <c>QDRANT_API_KEY</c>
/// (<c>make test-qdrant URL=…</c>). What it makes there is deleted again.
/// </summary>
public sealed class LiveQdrantFaceIndexSpec : FaceIndexSpec, IAsyncDisposable
{
    private readonly Uri? _url = Environment.GetEnvironmentVariable("QDRANT_URL") is { Length: > 0 } url ? new Uri(url) : null;
    private readonly string? _key = Environment.GetEnvironmentVariable("QDRANT_API_KEY") is { Length: > 0 } key ? key : null;
    private readonly HashSet<FaceCollection> _made = [];

    // Making a collection and its fields takes a real server a fifth of a second.
    protected override int Histories => 20;

    public async ValueTask DisposeAsync()
    {
        if (_made.Count == 0)
        {
            return;
        }

        using QdrantClient client = new(_url!, _key);
        foreach (var collection in _made)
        {
            // The alias goes with its collection.
            await client.DeleteCollectionAsync(QdrantCollections.NameOf(collection));
        }
    }

    protected override async ValueTask<IFaceIndex> OpenAsync(FaceCollection collection)
    {
        Assert.SkipWhen(_url is null, "QDRANT_URL is not set: there is no Qdrant server to test with (make test-qdrant URL=…).");
        lock (_made)
        {
            _made.Add(collection);
        }

        IndexOptions options = new() { Kind = IndexKind.Qdrant, Url = _url! };
        var key = _key is null ? null : new QdrantApiKey(_key);
        return (await QdrantFaceIndex.OpenAsync(
            options, key, collection, TimeProvider.System, NullLogger.Instance, CancellationToken.None)).Value;
    }
}
