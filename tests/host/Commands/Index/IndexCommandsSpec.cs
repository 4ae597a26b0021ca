using System.Text.Json;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Index;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Analytics.People.Index;
using Analytics.Runtime.Models;
using Analytics.Store.Database;
using Analytics.Tests.Matching.Index.Qdrant;
using Analytics.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Commands.Index;

/// <summary><c>index status</c> and <c>index recall</c>, on a Qdrant in this process and on the embedded index.</summary>
public sealed class IndexCommandsSpec(FolderFixture folders) : IClassFixture<FolderFixture>, IAsyncDisposable
{
    private readonly FakeQdrant _fake = new();
    private LocalGrpc? _server;

    private LocalGrpc Server => _server ??= new LocalGrpc(_fake.Answer);

    private string[] OfQdrant => ["--set", "Index:Kind=qdrant", "--set", $"Index:Url={Server.Url}", "--set", "Index:Retries=0"];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Status_shows_what_the_index_holds_how_it_searches_and_whether_it_finds()
    {
        await EnrolAsync(100);

        var (code, text, _) = await RunAsync(["index", "status", .. OfQdrant]);
        var (_, json, _) = await RunAsync(["index", "status", "--output", "json", .. OfQdrant]);

        Assert.Equal(0, code);
        Assert.StartsWith("qdrant: 'people', 100 faces, templates of ", text, StringComparison.Ordinal);
        Assert.Contains("search: hnsw_ef 128, oversampling 2", text, StringComparison.Ordinal);
        Assert.Contains("measured now: recall@1 1.0000", text, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(json).RootElement;
        Assert.Equal(
            ["kind", "collection", "model", "length", "faces", "facts", "recall"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal("1.18.3", answer.GetProperty("facts").GetProperty("server").GetString()!.Split(' ')[1]);
    }

    [Theory]
    [InlineData(false, 0, "recall@1 1.0000 (95 %: 0.9638 to 1.0000), 0 of 100 probes at cosine 0.6 missed, target 0.999;")]
    [InlineData(true, 3, "recall@1 0.0000 (95 %: 0.0000 to 0.0362), 100 of 100 probes at cosine 0.6 missed, target 0.999;")]
    public async Task Recall_measures_and_fails_where_it_is_surely_too_low(bool loses, int expected, string line)
    {
        await EnrolAsync(100);
        _fake.Misses = _ => loses;

        // The audit of the same searches would see it too, and go deeper.
        var (code, text, _) = await RunAsync(["index", "recall", "--probes", "1000", "--set", "Index:AuditShare=0", .. OfQdrant]);

        Assert.Equal(expected, code);
        Assert.StartsWith(line, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_index_and_a_server_out_of_reach_are_reported_in_a_line()
    {
        var (empty, _, emptyText) = await RunAsync(["index", "recall", .. OfQdrant]);
        var (away, _, awayText) = await RunAsync(
            ["index", "status", "--set", "Index:Kind=qdrant", "--set", "Index:Url=http://127.0.0.1:1", "--set", "Index:Retries=0"]);

        Assert.Equal((2, 4), (empty, away));
        Assert.StartsWith("error: The index is empty", emptyText, StringComparison.Ordinal);
        Assert.StartsWith("error: Qdrant at http://127.0.0.1:1 is out of reach", awayText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_index_is_measured_in_the_same_way()
    {
        var data = folders.Create(Guid.NewGuid().ToString("N"));
        var collection = Collection();
        var embedded = await FaceIndexes.OpenAsync(
            new IndexOptions(), data, collection, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await using (var index = embedded.Value)
        {
            await index.UpsertAsync(Someone(collection, 200), CancellationToken.None);
            var (_, beside, _) = await RunAsync(["index", "status", "--data", data, "--probes", "0"]);
            Assert.StartsWith("embedded: 'people', 200 faces", beside, StringComparison.Ordinal);
            Assert.Contains("writes: in memory: another process has the index", beside, StringComparison.Ordinal);
        }

        var (code, text, _) = await RunAsync(["index", "recall", "--data", data]);
        var (_, status, _) = await RunAsync(["index", "status", "--data", data, "--probes", "0"]);

        Assert.Equal(0, code);
        Assert.StartsWith("recall@1 1.0000", text, StringComparison.Ordinal);
        Assert.StartsWith("embedded: 'people', 200 faces", status, StringComparison.Ordinal);
        Assert.DoesNotContain("measured now", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_puts_the_collection_of_another_model_in_the_place_of_the_one_in_use()
    {
        await MakeOlderCollectionAsync();
        var data = folders.Create(Guid.NewGuid().ToString("N"));

        var (dry, _, dryText) = await RunAsync(["index", "rebuild", "--dry-run", "--data", data, .. OfQdrant]);
        Assert.Equal(2, dry);
        Assert.Contains("is the collection 'people-older-8'", dryText, StringComparison.Ordinal);
        Assert.Equal("people-older-8", _fake.Aliases["people"]);

        var (code, _, text) = await RunAsync(["index", "rebuild", "--data", data, .. OfQdrant]);

        Assert.Equal(0, code);
        Assert.StartsWith("Rebuilding the index: ", text, StringComparison.Ordinal);
        Assert.Equal($"people-{Collection().Model}-{Collection().Length}", _fake.Aliases["people"]);
        Assert.Equal(0, (await RunAsync(["index", "status", "--probes", "0", .. OfQdrant])).Code);
    }

    [Fact]
    public async Task A_rebuild_that_could_take_nobody_over_leaves_the_collection_in_use()
    {
        await MakeOlderCollectionAsync();
        var data = folders.Create(Guid.NewGuid().ToString("N"));
        using (var gallery = await GalleryRig.OpenAsync(
            new SqliteEngine(Path.Combine(data, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(data, "master.key")))
        {
            await gallery.EnrolAsync("Ann", GalleryRig.Photo(1, model: "older"));
        }

        var (code, text, _) = await RunAsync(["index", "rebuild", "--data", data, .. OfQdrant]);

        Assert.Equal(2, code);
        Assert.Contains("1 cannot be taken over", text, StringComparison.Ordinal);
        Assert.Equal("people-older-8", _fake.Aliases["people"]);
    }

    private static FaceCollection Collection() =>
        GalleryIndex.CollectionOf(new ModelStore(Path.GetTempPath(), ModelCatalog.BuiltIn), ModelPack.Default);

    // The index in use is of another model than the default pack's.
    private async Task MakeOlderCollectionAsync()
    {
        var before = await QdrantFaceIndex.OpenAsync(
            new IndexOptions { Url = Server.Url }, null, new FaceCollection("people", new ModelId("older"), 8), TimeProvider.System,
            NullLogger.Instance, CancellationToken.None);
        await before.Value.DisposeAsync();
    }

    private async Task EnrolAsync(int people)
    {
        var opened = await QdrantFaceIndex.OpenAsync(
            new IndexOptions { Url = Server.Url }, null, Collection(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await using var index = opened.Value;
        await index.UpsertAsync(Someone(Collection(), people), CancellationToken.None);
    }

    private static FaceEntry[] Someone(FaceCollection collection, int people)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, people).Select(person => new FaceEntry(
            new FaceId(Guid.NewGuid()),
            new Template(collection.Model, [.. Enumerable.Range(0, collection.Length).Select(_ => (float)(random.NextDouble() - 0.5))]))
        {
            Person = new PersonId($"person-{person}"),
        })];
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var root = AnalyticsCommand.Create(IndexCommand.Create());
        var code = await CommandRunner.RunAsync(root, arguments, output, error, CancellationToken.None, Hints.Of);
        return (code, output.ToString(), error.ToString());
    }
}
