using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands.Index;
using Analytics.Host.Commands.People;
using Analytics.Host.Commands.Watchlists;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Runtime.Models;
using Analytics.Store.Database;
using Analytics.Tests.Matching.Index.Qdrant;
using Analytics.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Commands.People;

/// <summary>
/// A gallery whose index is a Qdrant of three nodes, of which some are away: what is to be erased, and what a dead node leaves behind.
/// </summary>
public sealed class PendingErasureSpec : IClassFixture<FolderFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeCluster _cluster = new()
    {
        Nodes = 3,
        NodesOf = (shard, replicas) => Enumerable.Range(0, replicas).Select(replica => 1 + (shard + replica) % 3),
    };

    private readonly string _data;
    private readonly FakeQdrant _fake;
    private readonly LocalGrpc _server;
    private GalleryRig _gallery = null!;

    public PendingErasureSpec(FolderFixture folders)
    {
        _data = folders.Create(Guid.NewGuid().ToString("N"));
        _fake = new FakeQdrant(nodes: _cluster);
        _server = new LocalGrpc(_fake.Answer);
    }

    private AnalyticsOptions Options => new()
    {
        Index = new IndexOptions
        {
            Kind = IndexKind.Qdrant,
            Url = _server.Url,
            Retries = 0,
            Shards = 3,
            Replicas = 2,
            WriteConsistency = 2
        },
    };

    private IEnumerable<FakeReplica> Replicas => _fake.Collections.Single().Value.Replicas.All;

    private static FaceCollection Collection =>
        GalleryIndex.CollectionOf(new ModelStore(Path.GetTempPath(), ModelCatalog.BuiltIn), ModelPack.Default);

    public async ValueTask InitializeAsync() => _gallery = await GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_data, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_data, "master.key"));

    public async ValueTask DisposeAsync()
    {
        _gallery.Dispose();
        await _server.DisposeAsync();
        Assert.Equal(0, _fake.SelectorsOfAll);
    }

    [Fact]
    public async Task Whoever_is_removed_while_a_node_is_away_is_found_by_nobody_and_the_removal_is_repeated_until_all_replicas_have_it()
    {
        var ann = await EnrolAsync("Ann", 1, photos: 12);
        await EnrolAsync("Bob", 20, photos: 3);
        await using (var index = await OpenAsync())
        {
            Assert.Equal(["Ann", "Bob"], await FoundAsync(index, 1));
            _cluster.Down.Add(3);
            await _gallery.People.RemoveAsync(ann, None);
            Assert.Empty(await index.RefreshAsync(None));

            Assert.Equal(["Bob"], await FoundAsync(index, 1));
            Assert.NotNull(index.NotErased);
            Assert.Contains(Replicas, replica => Holds(replica, ann));
        }

        // It outlives the process, and is shown.
        await using (var again = await OpenAsync())
        {
            Assert.Equal(["Bob"], await FoundAsync(again, 1));
            Assert.NotNull(again.NotErased);
            Assert.NotEqual("0", await PendingAsync());
            _fake.Revive(3);
            Assert.Contains(Replicas, replica => Holds(replica, ann));
            await again.CatchUpAsync(None);
            Assert.Null(again.NotErased);
        }

        Assert.DoesNotContain(Replicas, replica => Holds(replica, ann));
        Assert.Equal("0", await PendingAsync());
    }

    [Fact]
    public async Task A_removal_that_is_confirmed_by_one_replica_waits_until_the_other_is_filled_again()
    {
        var ann = await EnrolAsync("Ann", 1, photos: 12);
        await using var index = await OpenAsync(Options.Index with { WriteConsistency = 1 });
        _cluster.Down.Add(2);

        await _gallery.People.RemoveAsync(ann, None);
        await index.CatchUpAsync(None);
        Assert.Contains("enough active replicas", index.NotErased, StringComparison.Ordinal);
        Assert.Contains(Replicas, replica => Holds(replica, ann));

        _fake.Revive(2);
        await index.CatchUpAsync(None);
        Assert.Null(index.NotErased);
        Assert.DoesNotContain(Replicas, replica => Holds(replica, ann));
    }

    [Fact]
    public async Task An_addition_that_failed_is_repeated_under_the_same_ids()
    {
        await using var index = await OpenAsync();
        _cluster.Down.Add(3);
        var ann = await EnrolAsync("Ann", 1, photos: 12);
        await Assert.ThrowsAnyAsync<FailureException>(() => index.CatchUpAsync(None));
        Assert.Contains(Replicas, replica => Holds(replica, ann)); // refused, and there all the same

        _fake.Revive(3);
        await index.CatchUpAsync(None);

        var photos = (await _gallery.People.ShowAsync(ann, None)).Photos.Select(photo => photo.Id.Value).Order();
        Assert.Equal(
            photos, Replicas.Where(replica => replica.Node == 1).Concat(Replicas).SelectMany(replica => replica.Points.Keys).Distinct()
                .Order());
        Assert.Equal(2 * 12, Replicas.Sum(replica => replica.Points.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_one_replica_lacks_or_has_otherwise_is_found_and_put_right_whichever_answers(int asked)
    {
        await EnrolAsync("Ann", 1, photos: 12);
        await using var index = await OpenAsync();
        var lacking = Replicas.First(replica => replica.Shard == 0);
        foreach (var face in lacking.Points.Keys.ToList())
        {
            lacking.Points.Remove(face);
        }

        var altered = Replicas.Last(replica => replica.Points.Count > 0);
        var point = altered.Points.Values.First();
        altered.Points[point.Id] = point with { Payload = new() };
        _cluster.AskedNode = asked;

        await index.RefreshAsync(None);

        foreach (var shard in Replicas.GroupBy(replica => replica.Shard))
        {
            Assert.True(shard.First().Points.Values.Zip(shard.Last().Points.Values).All(pair => pair.First.IsAs(pair.Second)));
            Assert.Equal(shard.First().Points.Count, shard.Last().Points.Count);
        }

        Assert.Equal(2 * 12, Replicas.Sum(replica => replica.Points.Count));
    }

    [Fact]
    public async Task A_face_that_is_none_and_could_be_taken_from_one_replica_only_is_remembered_and_taken_from_the_other()
    {
        await EnrolAsync("Ann", 1, photos: 12);
        await using var index = await OpenAsync();
        FaceEntry stray = new(new FaceId(Guid.NewGuid()), Template(7)) { Person = new PersonId("nobody") };
        await index.Faces.UpsertAsync([stray], None);
        var (kept, left) = (Replicas.Last(Has), Replicas.First(Has));
        _cluster.Down.Add(kept.Node);
        _cluster.AskedNode = left.Node;

        await index.RefreshAsync(None);
        Assert.Equal((false, true), (Has(left), Has(kept)));
        Assert.Equal("1", await PendingAsync());

        // The one that has it no more answers alone: nothing but the memory knows of it.
        _fake.Revive(kept.Node);
        await index.RefreshAsync(None);
        Assert.DoesNotContain(Replicas, Has);
        Assert.Equal("0", await PendingAsync());

        bool Has(FakeReplica replica) => replica.Points.ContainsKey(stray.Id.Value);
    }

    [Fact]
    public async Task A_command_that_removes_says_what_is_not_confirmed_and_one_that_adds_is_not_held_up()
    {
        await EnrolAsync("Ann", 1, photos: 12);
        await (await OpenAsync(Options.Index with { WriteConsistency = 1 })).DisposeAsync();
        _cluster.Down.Add(2);

        var (code, error) = await RunAsync("people", "remove", "Ann", "--yes");

        Assert.Equal(4, code);
        Assert.StartsWith(
            "error: Removed Ann (12 photos) from the database. The index has not confirmed the removal everywhere: ", error,
            StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("watchlists", "create", "staff")).Code);
    }

    private async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var root = AnalyticsCommand.Create(PeopleCommand.Create(), WatchlistsCommand.Create(), IndexCommand.Create());
        string[] all =
        [
            .. arguments, "--data", _data, "--set", "Index:Kind=qdrant", "--set", $"Index:Url={_server.Url}", "--set", "Index:Retries=0",
        ];
        var code = await CommandRunner.RunAsync(root, all, output, error, None);
        return (code, error + output.ToString());
    }

    private async Task<string> PendingAsync()
    {
        var (_, text) = await RunAsync("index", "status", "--probes", "0");
        return text.Split("erasuresPending: ")[1].Split('\n')[0];
    }

    private Task<GalleryIndex> OpenAsync(IndexOptions? options = null) => GalleryIndex.OpenAsync(
        _gallery.Database, options ?? Options.Index, _data, Collection, mayCopy: false, NullLogger.Instance, None);

    private async Task<PersonId> EnrolAsync(string name, int first, int photos) => await _gallery.EnrolAsync(
        name, [.. Enumerable.Range(first, photos).Select(number => GalleryRig.Photo(number) with { Template = Template(number) })]);

    private static Template Template(int number)
    {
        var vector = new float[Collection.Length];
        (vector[0], vector[1 + number]) = (1, 0.5f);
        return new Template(Collection.Model, vector);
    }

    private async Task<IEnumerable<string>> FoundAsync(GalleryIndex index, int photo)
    {
        var hits = (await index.Faces.SearchAsync([new FaceQuery(Template(photo), 10)], None)).Value[0];
        var names = await _gallery.People.NamesAsync(None);
        return hits.Select(hit => names.GetValueOrDefault(hit.Person!.Value, "Ann")).Order();
    }

    private static bool Holds(FakeReplica replica, PersonId person) =>
        replica.Points.Values.Any(point => FakeFilter.Texts(point, "subject").Contains(person.Value));
}
