using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Qdrant.Client.Grpc;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// The adapter against what was recorded of a real server: it says nothing that was not understood, and understands what was said.
/// </summary>
public sealed class QdrantRecordedSpec
{
    private static readonly (string Name, string Words, string Advice)[] Refused =
    [
        ("list without a key", "Must provide an API key", "Index:ApiKeyFile"),
        ("list with a wrong key", "Invalid API key or JWT", "Index:ApiKeyFile"),
        ("create with the read-only key", "Forbidden: Global manage access is required", "Index:ApiKeyFile"),
        ("missing collection: query", "Collection `faces_v1` doesn't exist!", "rebuild the index from the database"),
        ("upsert: wrong length", "expected dim: 4, got 2", "InvalidArgument"),
        ("query: limit 0", "must be 1 or larger", "InvalidArgument"),
        ("strict mode: limit too high", "Limit exceeded 101 > 100", "InvalidArgument"),
        ("strict mode: exact", "Exact search disabled!", "InvalidArgument"),
        ("strict mode: oversampling", "\"oversampling\"", "InvalidArgument"),
        ("strict mode: hnsw_ef", "\"hnsw_ef\"", "InvalidArgument"),
        ("strict mode: delete by a field without an index", "Index required but not found", "InvalidArgument"),
        ("strict mode: batch too large", "Limit exceeded 11 > 10", "InvalidArgument"),
        ("unknown method", "gRPC", "6334"),
    ];

    private static readonly (string Name, string Words)[] Passing =
    [
        ("node 3 killed: upsert", "tcp connect error"),
        ("node 3 killed: delete by filter", "2 out of 3 shards failed"),
        ("node 3 killed: query that wants all replicas", "1 of 2 read operations failed"),
        ("nodes 2 and 3 killed: query", "2 of 2 read operations failed"),
        ("nodes 2 and 3 killed: move an alias", "consensus"),
        ("rate limit: query 3", "Rate limiting exceeded"),
    ];

    /// <summary>What was refused; one stands for all where the recording is not here.</summary>
    public static TheoryData<string, string, string> Refusals =>
        new(Refused.Take(Recordings.AreHere ? Refused.Length : 1)
            .Select(one => new TheoryDataRow<string, string, string>(one.Name, one.Words, one.Advice)));

    /// <summary>What passes; one stands for all where the recording is not here.</summary>
    public static TheoryData<string, string> Troubles =>
        new(Passing.Take(Recordings.AreHere ? Passing.Length : 1).Select(one => new TheoryDataRow<string, string>(one.Name, one.Words)));

    private static readonly FaceCollection People = new("people", new ModelId("m1"), 4);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly IReadOnlyList<Exchange> _exchanges = Recordings.OfOneNode();

    [Fact]
    public async Task Everything_it_asks_was_understood_by_a_real_server()
    {
        await using var server = new LocalGrpc(new FakeQdrant().Answer);
        await using (var index = await OpenAsync(server))
        {
            await index.UpsertAsync([.. Enumerable.Range(0, 60).Select(_ => Face("anna")), Face(null)], None);
            FaceFilter every = new()
            {
                Watchlist = new WatchlistId("vip"),
                Person = new PersonId("anna"),
                OtherThan = new PersonId("ben"),
                Cameras = [new("gate")],
                From = Faces.Start,
                To = Faces.Start.AddHours(1),
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

        var understood = _exchanges.Concat(Recordings.OfThreeNodes())
            .Where(exchange => exchange is { Status: StatusCode.OK, Request: not null })
            .SelectMany(exchange => Words(exchange.Method, exchange.Request!)).ToHashSet();
        Assert.All(server.Requests, asked => Assert.Equal([], Words(asked.Method, asked.Body).Except(understood)));
        Assert.InRange(server.Requests.Select(asked => asked.Method).Distinct().Count(), 14, 20);
    }

    [Fact]
    public async Task It_understands_what_a_real_server_answered()
    {
        await using var server = Replay(
            "list aliases after it", "missing collection: exists", "create", "info", "alias",
            "upsert, wait", "query batch", "count", "scroll, first page", "get by ids",
            "count filtered", "delete by filter: a person is erased", "count after erasure", "set payload by filter", "count filtered",
            "count", "info", "health", "list aliases", "count");
        await using var index = await OpenAsync(server);

        Assert.Equal(1, (await index.UpsertAsync([Face("anna")], None)).Value);
        var hits = (await index.SearchAsync([Query(), Query(), Query()], None)).Value;
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
    public async Task A_refusal_is_reported_in_the_servers_words_with_what_to_do(string name, string words, string advice)
    {
        var exchange = _exchanges.First(exchange => exchange.Name == name);
        await using var server = new LocalGrpc(_ => exchange.Answer);

        var answer = await QdrantFaceIndex.OpenAsync(
            new IndexOptions { Url = server.Url }, new QdrantApiKey("wrong"), People, TimeProvider.System, NullLogger.Instance, None);

        Assert.Contains(words, answer.Unavailable!.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, answer.Unavailable.Reason, StringComparison.Ordinal);
        Assert.False(answer.Unavailable.MayRecover);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task What_a_cluster_says_while_nodes_are_away_is_retried_and_reported_as_temporary(string name, string words)
    {
        var exchange = _exchanges.Concat(Recordings.OfThreeNodes()).First(exchange => exchange.Name == name);
        await using var server = new LocalGrpc(_ => exchange.Answer with { RetryAfter = exchange.RetryAfter is null ? null : "0" });
        using var connection = new QdrantConnection(
            new IndexOptions { Url = server.Url, Retries = 2 }, null, TimeProvider.System, TimeSpan.FromMilliseconds(1));

        var away = (await new QdrantCollections(connection, new IndexOptions()).TargetAsync("people", None)).Unavailable!;

        Assert.Contains(words, away.Reason, StringComparison.Ordinal);
        Assert.True(away.MayRecover);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_similarity_that_is_no_number_is_no_hit_and_neither_is_who_came_after_it()
    {
        var spoilt = (QueryResponse)_exchanges.First(exchange => exchange.Name == "query with a NaN stored").Answer.Body!;
        FakeQdrant fake = new();
        await using LocalGrpc server = new(asked => asked.Method == "/qdrant.Points/QueryBatch"
            ? GrpcAnswer.Of(new QueryBatchResponse { Result = { new BatchResult { Result = { spoilt.Result } } } }) : fake.Answer(asked));
        await using var index = await OpenAsync(server);

        var away = (await index.SearchAsync([Query()], None)).Unavailable!;

        Assert.False(away.MayRecover);
        Assert.EndsWith("Rebuild the index from the database.", away.Reason, StringComparison.Ordinal);
        Assert.Contains("'analytics index rebuild'", away.ToFailure().Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_only_acknowledged_is_not_done()
    {
        await using var server = Replay(
            "list aliases", "exists", "info", "alias", "upsert, no wait");
        await using var index = await OpenAsync(server);

        var away = (await index.UpsertAsync([Face("anna")], None)).Unavailable!;

        Assert.True(away.MayRecover);
        Assert.Contains("'Acknowledged'", away.Reason, StringComparison.Ordinal);
    }

    // Answers as recorded, in this order, and insists that it is asked what was asked then.
    private LocalGrpc Replay(params string[] names)
    {
        Queue<Exchange> script = new(names.Select(name => _exchanges.First(exchange => exchange.Name == name)));
        return new LocalGrpc(asked =>
        {
            var next = script.Count > 0 ? script.Dequeue() : null;
            return next?.Method == asked.Method
                ? next.Answer
                : new GrpcAnswer(StatusCode.InvalidArgument, $"asked {asked.Method} where {next?.Name ?? "nothing"} was recorded");
        });
    }

    // Method, and each field that is set: of which message, or with which. The server stores whatever a payload holds.
    private static IEnumerable<string> Words(string method, byte[] body) =>
        Words(FakeQdrant.MethodOf(method)!.InputType.Parser.ParseFrom(body)).Prepend(method);

    private static IEnumerable<string> Words(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var value = field.Accessor.GetValue(message);
            var isSet = field.IsRepeated ? ((System.Collections.IList)value).Count > 0
                : field.HasPresence ? field.Accessor.HasValue(message) : !Equals(value, "");
            if (isSet && field.FieldType == Google.Protobuf.Reflection.FieldType.Message)
            {
                yield return $"{field.Name}: {field.MessageType.Name}";
                foreach (var word in (field.IsRepeated ? ((System.Collections.IEnumerable)value).Cast<IMessage>() : [(IMessage)value])
                    .SelectMany(Words))
                {
                    yield return word;
                }
            }
            else if (isSet)
            {
                yield return $"{message.Descriptor.Name}.{field.Name}";
            }
        }
    }

    private static async Task<QdrantFaceIndex> OpenAsync(LocalGrpc server)
    {
        IndexOptions options = new() { Url = server.Url, AuditShare = 0 };
        return (await QdrantFaceIndex.OpenAsync(options, null, People, TimeProvider.System, NullLogger.Instance, None)).Value;
    }

    private static FaceQuery Query() => new(Probe(), 2) { ByPerson = false };

    private static Template Probe() => new(People.Model, [0.912636f, 0.405616f, 0.050702f, 0]);

    private static FaceEntry Face(string? person) => new(new FaceId(Guid.NewGuid()), Probe())
    {
        Person = person is null ? null : new PersonId(person),
        Watchlists = [new("staff")],
        Camera = new CameraId("gate"),
        SeenAt = Faces.Start,
    };

    private static FaceId Id(int number) => new(Guid.Parse($"00000000-0000-4000-8000-{number:000000000000}"));

    private static (int, string?, float) Known(FaceHit hit) =>
        (int.Parse(hit.Face.ToString()[^4..], System.Globalization.CultureInfo.InvariantCulture), hit.Person?.Value, hit.Similarity.Value);
}
