using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// The adapter against what was recorded of a real server: it says nothing that was not understood, and understands what was said.
/// </summary>
public sealed class QdrantRecordedSpec
{
    private static readonly (string Name, string Words, string Advice)[] Refused =
    [
        ("no key", "Must provide an API key", "Index:ApiKeyFile"),
        ("wrong key", "Invalid API key or JWT", "Index:ApiKeyFile"),
        ("read-only key may not write", "Forbidden: Global manage access is required", "Index:ApiKeyFile"),
        ("collection missing: query", "Collection `faces_v1` doesn't exist!", "fill the index again"),
        ("upsert: wrong vector length", "expected dim: 4, got 2", "400"),
        ("query: limit 0", "must be 1 or larger", "422"),
        ("create collection under an alias's name", "Alias with the same name already exists", "400"),
    ];

    /// <summary>What was refused; one stands for all where the recording is not here.</summary>
    public static TheoryData<string, string, string> Refusals =>
        new(Refused.Take(Exchanges.AreHere ? Refused.Length : 1).Select(one => new TheoryDataRow<string, string, string>(one.Name, one.Words, one.Advice)));

    private static readonly FaceCollection People = new("people", new ModelId("m1"), 4);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly IReadOnlyList<Exchange> _exchanges = Exchanges.All();

    [Fact]
    public async Task Everything_it_asks_was_understood_by_a_real_server()
    {
        await using var server = new LocalHttp(new FakeQdrant().Answer);
        await using (var index = await OpenAsync(server))
        {
            await index.UpsertAsync([.. Enumerable.Range(0, 60).Select(_ => Face("anna")), Face(null)], None);
            FaceFilter every = new()
            {
                Watchlist = new WatchlistId("vip"), Person = new PersonId("anna"), OtherThan = new PersonId("ben"), Cameras = [new("gate")],
                From = Faces.Start, To = Faces.Start.AddHours(1),
            };
            await index.SearchAsync(
                [
                    new FaceQuery(Probe(), 3), new FaceQuery(Probe(), 3) { ExactFrom = new Similarity(0.4f) },
                    new FaceQuery(Probe(), 3) { Filter = every, ByPerson = false },
                ],
                None);
            await index.CountAsync(every, None);
            var faces = (await index.ListAsync(null, 3, None)).Value;
            await index.ListAsync(faces[^1], 3, None);
            await index.ContentsAsync(None);
            await index.FetchAsync(faces, None);
            await index.RelistAsync(new PersonId("anna"), [new WatchlistId("vip")], None);
            await index.RemoveAsync(faces, None);
            await index.RemoveAsync(new PersonId("anna"), None);
            await index.StatusAsync(None);
            await index.TakeOverAsync(None);
        }

        AcceptedRequests accepted = new(_exchanges);
        Assert.All(server.Requests, request => Assert.True(
            accepted.Unknown(request) is [], $"{AcceptedRequests.Route(request)}: {string.Join(", ", accepted.Unknown(request))}"));
        Assert.InRange(server.Requests.Select(AcceptedRequests.Route).Distinct().Count(), 14, 20);
    }

    [Fact]
    public async Task It_understands_what_a_real_server_answered()
    {
        await using var server = Replay(
            "list aliases", "collection missing: exists", "create collection", "collection info", "list aliases", "alias to v1",
            "upsert wait", "query batch", "count exact", "scroll first page", "retrieve by ids",
            "count filtered", "delete by filter (erase a subject)", "set payload by filter", "count filtered",
            "count exact", "collection info", "root", "list aliases");
        await using var index = await OpenAsync(server);

        Assert.Equal(1, (await index.UpsertAsync([Face("anna")], None)).Value);
        var hits = (await index.SearchAsync([Query(), Query()], None)).Value;
        Assert.Equal([(2, "alice", 0.993441f), (1, "alice", 0.912636f)], hits[0].Select(Known));
        Assert.Equal([(3, "bob", 0.995037f), (4, "carol", 0.67662543f)], hits[1].Select(Known));
        Assert.Equal(5, (await index.CountAsync(FaceFilter.All, None)).Value);
        Assert.Equal([Id(1), Id(2)], (await index.ListAsync(null, 2, None)).Value);
        var fetched = Assert.Single((await index.FetchAsync([Id(1), Id(99)], None)).Value);
        Assert.Equal(1f, fetched.CompareTo(new Template(People.Model, [1, 0, 0, 0])).Value);
        Assert.Equal(2, (await index.RemoveAsync(new PersonId("alice"), None)).Value);
        Assert.Equal(2, (await index.RelistAsync(new PersonId("alice"), [], None)).Value);
        var status = (await index.StatusAsync(None)).Value;
        Assert.Equal(("qdrant", 5L), (status.Kind, status.Faces));
        Assert.Contains(status.Facts, fact => fact.Key == "server" && fact.Value.EndsWith("1.18.3", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_told_in_the_servers_words_with_what_to_do(string name, string words, string advice)
    {
        var exchange = _exchanges.First(exchange => exchange.Name == name);
        await using var server = new LocalHttp(_ => exchange.Answer);

        var answer = await QdrantFaceIndex.OpenAsync(
            new IndexOptions { Url = server.Url }, new QdrantApiKey("wrong"), People, TimeProvider.System, NullLogger.Instance, None);

        Assert.Contains(words, answer.Unavailable!.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, answer.Unavailable.Reason, StringComparison.Ordinal);
        Assert.False(answer.Unavailable.MayRecover);
    }

    [Fact]
    public async Task A_write_that_is_only_acknowledged_is_not_done()
    {
        await using var server = Replay(
            "list aliases", "collection exists", "collection info", "list aliases", "alias to v1", "upsert without wait");
        await using var index = await OpenAsync(server);

        var away = (await index.UpsertAsync([Face("anna")], None)).Unavailable!;

        Assert.True(away.MayRecover);
        Assert.Contains("'acknowledged'", away.Reason, StringComparison.Ordinal);
    }

    // Answers as recorded, in this order, and insists that it is asked what was asked then.
    private LocalHttp Replay(params string[] names)
    {
        Queue<Exchange> script = new(names.Select(name => _exchanges.First(exchange => exchange.Name == name)));
        return new LocalHttp(request =>
        {
            var next = script.Count > 0 ? script.Dequeue() : null;
            var asked = AcceptedRequests.Route(request).Replace("?wait=true", "", StringComparison.Ordinal);
            return next is not null && asked == AcceptedRequests.Route(next.Request).Replace("?wait=true", "", StringComparison.Ordinal)
                ? next.Answer
                : new LocalAnswer(400, $"asked {asked} where {next?.Name ?? "nothing"} was recorded");
        });
    }

    private static async Task<QdrantFaceIndex> OpenAsync(LocalHttp server)
    {
        IndexOptions options = new() { Url = server.Url, AuditShare = 0 };
        return (await QdrantFaceIndex.OpenAsync(options, null, People, TimeProvider.System, NullLogger.Instance, None)).Value;
    }

    private static FaceQuery Query() => new(Probe(), 2) { ByPerson = false };

    private static Template Probe() => new(People.Model, [0.912636f, 0.405616f, 0.050702f, 0]);

    private static FaceEntry Face(string? person) => new(new FaceId(Guid.NewGuid()), Probe())
    {
        Person = person is null ? null : new PersonId(person), Watchlists = [new("staff")], Camera = new CameraId("gate"),
        SeenAt = Faces.Start,
    };

    private static FaceId Id(int number) => new(Guid.Parse($"00000000-0000-4000-8000-{number:000000000000}"));

    private static (int, string?, float) Known(FaceHit hit) =>
        (int.Parse(hit.Face.ToString()[^4..], System.Globalization.CultureInfo.InvariantCulture), hit.Person?.Value, hit.Similarity.Value);
}
