using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Qdrant.Client.Grpc;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>One model after the other, and searches that go wrong.</summary>
public sealed class QdrantModelChangeSpec : IAsyncDisposable
{
    private static readonly FaceCollection Before = new("people", Faces.Model, 8);
    private static readonly FaceCollection After = new("people", new ModelId("better"), 4);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeQdrant _fake = new();
    private readonly LocalGrpc _server;

    public QdrantModelChangeSpec() => _server = new LocalGrpc(_fake.Answer);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Another_model_is_filled_beside_the_one_in_use_and_put_in_its_place_in_one_step()
    {
        await using var before = await OpenAsync(Before);
        await before.AddAsync("anna", Faces.Like(0, 1));
        await using var after = (await QdrantFaceIndex.OpenNextAsync(
            Options(), null, After, TimeProvider.System, NullLogger.Instance, None)).Value;
        await after.AddAsync("anna", new Template(After.Model, [1, 0, 0, 0]));
        Assert.Equal("people-test-8", _fake.Aliases["people"]);
        await Assert.ThrowsAsync<UnusableIndexException>(async () => await OpenAsync(After));

        Assert.True((await after.TakeOverAsync(None)).Value);

        Assert.Equal("people-better-4", _fake.Aliases["people"]);
        await using var opened = await OpenAsync(After);
        Assert.Equal(1, (await opened.CountAsync(FaceFilter.All, None)).Value);
        await Assert.ThrowsAsync<UnusableIndexException>(async () => await OpenAsync(Before));

        // Who still has the one before goes on with it and gets an error that says so.
        Assert.Equal(1, (await before.CountAsync(FaceFilter.All, None)).Value);
        Assert.Contains("people-better-4", Fact((await before.StatusAsync(None)).Value, "inUse"), StringComparison.Ordinal);
        Assert.Equal("yes", Fact((await opened.StatusAsync(None)).Value, "inUse"));

        // Nothing is ever taken away: an alias of which that failed half-way would be lost.
        var moves = _server.Asked("/qdrant.Collections/UpdateAliases", ChangeAliases.Parser);
        Assert.All(moves, move => Assert.NotNull(Assert.Single(move.Actions).CreateAlias));
    }

    [Fact]
    public async Task An_alias_stays_where_it_is_when_what_it_is_to_point_at_is_gone()
    {
        await using var before = await OpenAsync(Before);
        await using var after = (await QdrantFaceIndex.OpenNextAsync(
            Options(), null, After, TimeProvider.System, NullLogger.Instance, None)).Value;
        _fake.Answer(
            new GrpcAsked("/qdrant.Collections/Delete", null, new DeleteCollection { CollectionName = "people-better-4" }.ToByteArray()));

        var refused = (await after.TakeOverAsync(None)).Unavailable!;

        Assert.Contains("`people-better-4` doesn't exist", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("people-test-8", _fake.Aliases["people"]);
    }

    [Fact]
    public async Task A_collection_has_the_shards_and_replicas_that_were_asked_for()
    {
        var options = Options() with { Shards = 6, Replicas = 3, WriteConsistency = 2, ReadConsistency = IndexConsistency.Quorum };
        await using var index = await OpenAsync(Before, options);

        var made = Assert.Single(_server.Asked("/qdrant.Collections/Create", CreateCollection.Parser));
        Assert.Equal((6u, 3u, 2u), (made.ShardNumber, made.ReplicationFactor, made.WriteConsistencyFactor));
        await index.SearchAsync([new FaceQuery(Faces.Like(0, 1), 1)], None);
        var search = _server.Asked("/qdrant.Points/QueryBatch", QueryBatchPoints.Parser)[^1];
        Assert.Equal(ReadConsistencyType.Quorum, search.ReadConsistency.Type);
        Assert.Equal("6, 3 replicas of each, 2 to confirm a write", Fact((await index.StatusAsync(None)).Value, "shards"));

        var refused = await Assert.ThrowsAnyAsync<FailureException>(async () => await OpenAsync(Before, options with { Replicas = 1 }));
        Assert.Contains("Index:WriteConsistency is 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_that_somebody_else_made_under_the_name_is_not_used()
    {
        CreateCollection other = new()
        {
            CollectionName = "people-test-8",
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 5, Distance = Distance.Cosine } },
        };
        _fake.Answer(new GrpcAsked("/qdrant.Collections/Create", null, other.ToByteArray()));

        var refused = await Assert.ThrowsAnyAsync<FailureException>(async () => await OpenAsync(Before));

        Assert.Contains("'people-test-8'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_write_goes_in_several_requests()
    {
        await using var index = await OpenAsync(Before);
        FaceEntry[] faces = [.. Enumerable.Range(0, 1234).Select(_ => new FaceEntry(new FaceId(Guid.NewGuid()), Faces.Like(0, 1)))];

        Assert.Equal(1234, (await index.UpsertAsync(faces, None)).Value);

        Assert.Equal(3, _server.Asked("/qdrant.Points/Upsert", UpsertPoints.Parser).Count(asked => asked.Wait));
        Assert.Equal(1234, (await index.CountAsync(FaceFilter.All, None)).Value);
        Assert.All(_server.Requests, request => Assert.InRange(request.Body.Length, 0, 4_100_000));
    }

    [Fact]
    public async Task A_graph_that_loses_people_is_found_out_and_left()
    {
        _fake.Misses = _ => true;
        await using var index = await OpenAsync(Before);
        var face = await index.AddAsync("anna", Faces.Like(0, 0.9f));
        FaceQuery query = new(Faces.Like(0, 1), 5) { ExactFrom = new Similarity(0.4f) };
        Assert.Empty(Assert.Single((await index.SearchAsync([query], None)).Value));

        for (var search = 0; Fact((await index.StatusAsync(None)).Value, "search") != "exact"; search++)
        {
            Assert.InRange(search, 0, 10_000);
            await index.SearchAsync([query], None);
        }

        Assert.Equal(face, Assert.Single(Assert.Single((await index.SearchAsync([query], None)).Value)).Face);
        Assert.Equal("the graph cannot reach the recall target", Fact((await index.StatusAsync(None)).Value, "searchReason"));
    }

    [Fact]
    public async Task A_graph_that_is_good_enough_at_some_depth_is_searched_that_deep()
    {
        _fake.Misses = depth => depth < 512;
        await using var index = await OpenAsync(Before);
        var face = await index.AddAsync("anna", Faces.Like(0, 0.9f));
        FaceQuery query = new(Faces.Like(0, 1), 5) { ExactFrom = new Similarity(0.4f) };

        for (var search = 0; Fact((await index.StatusAsync(None)).Value, "recall")[..4] != "1.00"; search++)
        {
            Assert.InRange(search, 0, 10_000);
            await index.SearchAsync([query], None);
        }

        Assert.Equal("hnsw_ef 512, oversampling 4", Fact((await index.StatusAsync(None)).Value, "search"));
        Assert.Equal(face, Assert.Single(Assert.Single((await index.SearchAsync([query], None)).Value)).Face);
    }

    [Fact]
    public async Task Who_asks_for_the_whole_answer_gets_it_whatever_the_graph_loses()
    {
        _fake.Misses = _ => true;
        await using var index = await OpenAsync(Before);
        await using var careful = await OpenAsync(Before, Options() with { Exact = true });
        await index.AddAsync("anna", Faces.Like(0, 0.9f));
        FaceQuery query = new(Faces.Like(0, 1), 5);

        Assert.Single(Assert.Single((await index.SearchAsync([query], None)).Value));
        Assert.Single(Assert.Single((await careful.SearchAsync([query with { ExactFrom = new Similarity(0.4f) }], None)).Value));
    }

    [Fact]
    public async Task A_watch_is_content_with_the_graph_below_what_decides_and_the_audit_hears_of_it()
    {
        await using var index = await OpenAsync(Before, Options() with { AuditShare = 0 });
        await index.AddAsync("anna", Faces.Like(0, 1));
        var identifier = new Identifier(index, EvidenceModel.From(new MatchOptions(), null), new MatchOptions(), _ => null);

        Assert.Null(await identifier.HandleAsync(Faces.Observed(0, Faces.Like(0, 0.9f)), 0, [], [], None));

        var search = Assert.Single(_server.Asked("/qdrant.Points/QueryBatch", QueryBatchPoints.Parser)[^1].QueryPoints);
        Assert.Equal((128u, false), (search.Params.HnswEf, search.Params.Exact));
    }

    private IndexOptions Options() => new() { Url = _server.Url, AuditShare = 1 };

    private ValueTask<QdrantFaceIndex> OpenAsync(FaceCollection collection) => OpenAsync(collection, Options());

    private static async ValueTask<QdrantFaceIndex> OpenAsync(FaceCollection collection, IndexOptions options) =>
        (await QdrantFaceIndex.OpenAsync(options, null, collection, TimeProvider.System, NullLogger.Instance, None)).Value;

    private static string Fact(IndexStatus status, string name) => status.Facts.Single(fact => fact.Key == name).Value;
}
