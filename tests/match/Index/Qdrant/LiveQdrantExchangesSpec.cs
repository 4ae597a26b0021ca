using Qdrant.Client;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// The server of <c>QDRANT_URL</c> still answers what was recorded (<c>make test-qdrant URL=…</c>): one that holds no collection yet, since
/// these make their own. Without <c>QDRANT_API_KEY</c> and <c>QDRANT_READ_ONLY_API_KEY</c> what is about keys is left out.
/// </summary>
public sealed class LiveQdrantExchangesSpec
{
    // What names something that the recorded server made up.
    private static readonly string[] OfThatServer = ["create snapshot", "list snapshots", "delete snapshot"];

    // What they make, of which they delete some themselves.
    private static readonly string[] Made = ["faces", "faces_v1", "faces_v2", "bare", "sharded"];

    [Fact]
    public async Task A_server_answers_what_was_recorded_of_another_one()
    {
        var url = Environment.GetEnvironmentVariable("QDRANT_URL") is { Length: > 0 } text ? new Uri(text) : null;
        Assert.SkipWhen(url is null, "QDRANT_URL is not set: there is no Qdrant server to test with (make test-qdrant URL=…).");
        var key = Environment.GetEnvironmentVariable("QDRANT_API_KEY") is { Length: > 0 } named ? named : null;
        var readOnly = Environment.GetEnvironmentVariable("QDRANT_READ_ONLY_API_KEY") is { Length: > 0 } other ? other : null;
        var exchanges = Recordings.OfOneNode();
        using QdrantClient client = new(url!, key);
        var there = await client.ListCollectionsAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(
            there.Count > 0,
            $"The server at {url} holds collections ({string.Join(", ", there)}); the recorded exchanges need an empty one.");
        try
        {
            foreach (var exchange in exchanges.Where(exchange => !OfThatServer.Contains(exchange.Name)))
            {
                var shown = exchange.Key switch { Recordings.Key => key, Recordings.ReadOnlyKey => readOnly, var wrong => wrong };
                if (exchange.Key != Recordings.Key && (key is null || (exchange.Key == Recordings.ReadOnlyKey && readOnly is null)))
                {
                    continue;
                }

                var asked = exchange with { Key = shown };
                if (!await RecordedReplay.IsOfTheWireAsync(asked, url!))
                {
                    var answer = await RecordedReplay.SendAsync(url!, asked, asked.Request!);
                    Assert.Equal(exchange.RetryAfter is null, answer.RetryAfter is null);
                    RecordedReplay.AssertSame(asked with { RetryAfter = answer.RetryAfter }, answer);
                }
            }
        }
        finally
        {
            foreach (var made in (await client.ListCollectionsAsync(CancellationToken.None)).Intersect(Made))
            {
                await client.DeleteCollectionAsync(made, cancellationToken: CancellationToken.None);
            }
        }
    }
}
