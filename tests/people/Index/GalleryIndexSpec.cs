using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Store;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Analytics.Tests.Store;
using Xunit;

namespace Analytics.Tests.People.Index;

/// <summary>The index follows the database, whatever comes between.</summary>
public sealed class GalleryIndexSpec(FolderFixture folders) : IClassFixture<FolderFixture>, IAsyncLifetime
{
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly FragileIndex _index = new();
    private GalleryRig _gallery = null!;

    public async ValueTask InitializeAsync() => _gallery = await GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_folder, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_folder, "master.key"));

    public async ValueTask DisposeAsync()
    {
        _gallery.Dispose();
        await _index.DisposeAsync();
    }

    [Fact]
    public async Task Each_change_reaches_the_index()
    {
        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1), GalleryRig.Photo(2));
        await _gallery.EnrolAsync("Bob", GalleryRig.Photo(3));
        await _gallery.Lists.CreateAsync(new("banned"), "", WatchlistPolicy.Default, CancellationToken.None);
        await _gallery.CatchUpAsync(_index);
        Assert.Equal(2, await CountAsync(new FaceFilter { Person = ann }));
        Assert.Equal(0, await CountAsync(new FaceFilter { Watchlist = new("banned") }));

        await _gallery.Lists.AddAsync(new("banned"), [ann], CancellationToken.None);
        await _gallery.CatchUpAsync(_index);
        Assert.Equal(2, await CountAsync(new FaceFilter { Watchlist = new("banned") }));

        var photo = (await _gallery.People.ShowAsync(ann, CancellationToken.None)).Photos[0].Id;
        await _gallery.People.RemoveAsync(ann, photo, CancellationToken.None);
        await _gallery.CatchUpAsync(_index);
        Assert.Equal(1, await CountAsync(new FaceFilter { Watchlist = new("banned") }));

        await _gallery.Lists.DeleteAsync(new("banned"), CancellationToken.None);
        await _gallery.CatchUpAsync(_index);
        Assert.Equal((0, 2), (await CountAsync(new FaceFilter { Watchlist = new("banned") }), await CountAsync(FaceFilter.All)));

        await _gallery.People.RemoveAsync(ann, CancellationToken.None);
        await _gallery.CatchUpAsync(_index);
        Assert.Equal((0, 1), (await CountAsync(new FaceFilter { Person = ann }), await CountAsync(FaceFilter.All)));
        Assert.False(await _gallery.Keeper.WaitingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_the_index_could_not_be_reported_waits_until_it_can()
    {
        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await _gallery.EnrolAsync("Bob", GalleryRig.Photo(2));
        _index.WritesLeft = 0;

        var refused = await _gallery.Keeper.CatchUpAsync(_index, CancellationToken.None);

        Assert.Equal("away", refused.Unavailable?.Reason);
        Assert.True(await _gallery.Keeper.WaitingAsync(CancellationToken.None));
        await _gallery.People.RemoveAsync(ann, CancellationToken.None);
        _index.WritesLeft = int.MaxValue;
        await _gallery.CatchUpAsync(_index);
        Assert.Equal((0, 1), (await CountAsync(new FaceFilter { Person = ann }), await CountAsync(FaceFilter.All)));
    }

    [Fact]
    public async Task An_erasure_that_an_index_does_not_confirm_holds_nothing_else_up_and_is_repeated()
    {
        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1), GalleryRig.Photo(2));
        await _gallery.CatchUpAsync(_index);
        var photo = (await _gallery.People.ShowAsync(ann, CancellationToken.None)).Photos[0].Id;
        _index.IsFull = true;
        await _gallery.People.RemoveAsync(ann, photo, CancellationToken.None);
        await _gallery.People.RemoveAsync(ann, CancellationToken.None);
        var bob = await _gallery.EnrolAsync("Bob", GalleryRig.Photo(3));

        var left = await _gallery.Keeper.CatchUpAsync(_index, CancellationToken.None);

        Assert.Equal((null, "full"), (left.Unavailable, left.NotErased?.Reason));
        Assert.Equal((2, 1), (await CountAsync(new FaceFilter { Person = ann }), await CountAsync(new FaceFilter { Person = bob })));
        var pending = await PendingErasures.OfAsync(_gallery.Database, CancellationToken.None);
        Assert.Equal((ann, photo, 2), (Assert.Single(pending.People), Assert.Single(pending.Faces), pending.Count));

        _index.IsFull = false;
        await _gallery.CatchUpAsync(_index);
        Assert.Equal(1, await CountAsync(FaceFilter.All));
        Assert.Equal(0, (await PendingErasures.OfAsync(_gallery.Database, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task An_erasure_is_done_though_nothing_can_be_written()
    {
        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await _gallery.CatchUpAsync(_index);
        _index.WritesLeft = 0;
        await _gallery.EnrolAsync("Bob", GalleryRig.Photo(2));
        await _gallery.People.RemoveAsync(ann, CancellationToken.None);

        Assert.Equal("away", (await _gallery.Keeper.CatchUpAsync(_index, CancellationToken.None)).Unavailable?.Reason);

        Assert.Equal(0, await CountAsync(FaceFilter.All));
        Assert.Equal(0, (await PendingErasures.OfAsync(_gallery.Database, CancellationToken.None)).Count);
        Assert.True(await _gallery.Keeper.WaitingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_index_is_rebuilt_from_nothing()
    {
        await EnrolAsync(20);

        var report = await RebuildAsync();

        Assert.Equal((20, 20, 0, 0), (report.Photos, report.Missing, report.Strays, report.Resumed));
        Assert.Empty(report.NotTaken);
        await AssertAsInTheDatabaseAsync(20);
    }

    [Fact]
    public async Task An_index_is_rebuilt_from_half_and_loses_what_is_none()
    {
        await EnrolAsync(20);
        await RebuildAsync();
        var faces = await GalleryRig.FacesAsync(_index);
        await _index.RemoveAsync([.. faces.Where((_, i) => i % 2 == 0)], CancellationToken.None);
        await _index.AddAsync("nobody", Faces.Like(3, 0.5f));

        var report = await RebuildAsync();

        Assert.Equal((20, 10, 1), (report.Photos, report.Missing, report.Strays));
        await AssertAsInTheDatabaseAsync(20);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await EnrolAsync(5);
        await _index.AddAsync("nobody", Faces.Like(3, 0.5f));

        var report = await new IndexRebuild(_gallery.Database, _index, pageSize: 2)
            .RunAsync(dryRun: true, _ => { }, CancellationToken.None);

        Assert.Equal((5, 5, 1), (report.Photos, report.Missing, report.Strays));
        Assert.Single(await GalleryRig.FacesAsync(_index));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task A_rebuild_that_was_stopped_goes_on_where_it_was(int writes)
    {
        await EnrolAsync(20);
        _index.WritesLeft = writes;
        Assert.Equal("away", (await RebuildAsync()).Unavailable?.Reason);
        Assert.Equal(3 * writes, (await GalleryRig.FacesAsync(_index)).Count);
        var written = _index.Written;
        _index.WritesLeft = int.MaxValue;

        var report = await RebuildAsync();

        Assert.Equal(3 * writes, report.Resumed);
        Assert.Equal(20 - 3 * writes, _index.Written - written);
        await AssertAsInTheDatabaseAsync(20);
        Assert.Equal(0, (await RebuildAsync()).Resumed);
    }

    [Fact]
    public async Task A_rebuild_begins_anew_when_the_index_is_another_one()
    {
        await EnrolAsync(20);
        _index.WritesLeft = 3;
        await RebuildAsync();
        await _index.RemoveAsync(await GalleryRig.FacesAsync(_index), CancellationToken.None);
        _index.WritesLeft = int.MaxValue;

        Assert.Equal(0, (await RebuildAsync()).Resumed);
        await AssertAsInTheDatabaseAsync(20);
    }

    [Fact]
    public async Task Photos_of_another_model_are_reported_with_the_remedy()
    {
        await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1), GalleryRig.Photo(2, model: "older"));

        var report = await RebuildAsync();

        var left = Assert.Single(report.NotTaken);
        Assert.Equal("Ann", left.Name);
        Assert.Equal(
            "there is no template of 'test': use the pack of the enrolment, or make the template from the stored face", left.Reason);
        Assert.Single(await GalleryRig.FacesAsync(_index));
    }

    private Task<RebuildReport> RebuildAsync() =>
        new IndexRebuild(_gallery.Database, _index, pageSize: 3).RunAsync(dryRun: false, _ => { }, CancellationToken.None);

    private async Task EnrolAsync(int people)
    {
        for (var i = 0; i < people; i++)
        {
            await _gallery.EnrolAsync($"Person {i}", GalleryRig.Photo(i));
        }
    }

    private async Task AssertAsInTheDatabaseAsync(int faces)
    {
        Assert.Equal(faces, (await GalleryRig.FacesAsync(_index)).Count);
        foreach (var person in await _gallery.People.ListAsync(CancellationToken.None))
        {
            var photo = GalleryRig.Photo(int.Parse(person.Name.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            var hits = await _index.SearchAsync(
                [new FaceQuery(photo.Template, 1) { Filter = new FaceFilter { Person = person.Id } }], CancellationToken.None);
            Assert.Equal(1, hits.Value[0][0].Similarity.Value, 5);
        }
    }

    private async Task<long> CountAsync(FaceFilter filter) => (await _index.CountAsync(filter, CancellationToken.None)).Value;

    /// <summary>An index in memory that goes away after so many writes.</summary>
    private sealed class FragileIndex : IFaceIndex
    {
        private readonly InMemoryFaceIndex _faces = Faces.NewIndex();

        public int WritesLeft { get; set; } = int.MaxValue;

        public int Written { get; private set; }

        /// <summary>Whether nothing can be removed.</summary>
        public bool IsFull { get; set; }

        public FaceCollection Collection => _faces.Collection;

        public ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken)
        {
            if (WritesLeft == 0)
            {
                return ValueTask.FromResult(IndexAnswer.Without<long>(new IndexUnavailable("away", MayRecover: true)));
            }

            WritesLeft--;
            Written += faces.Count;
            return _faces.UpsertAsync(faces, cancellationToken);
        }

        public ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken) =>
            IsFull ? Full() : _faces.RemoveAsync(faces, cancellationToken);

        public ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken) =>
            IsFull ? Full() : _faces.RemoveAsync(person, cancellationToken);

        public ValueTask<IndexAnswer<long>> RelistAsync(
            PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken) =>
            _faces.RelistAsync(person, watchlists, cancellationToken);

        public ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
            IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken) => _faces.SearchAsync(queries, cancellationToken);

        public ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken) =>
            _faces.CountAsync(filter, cancellationToken);

        public ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken) =>
            _faces.ListAsync(after, limit, cancellationToken);

        public ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken) =>
            _faces.ContentsAsync(cancellationToken);

        public ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken) =>
            _faces.StatusAsync(cancellationToken);

        public ValueTask DisposeAsync() => _faces.DisposeAsync();

        private static ValueTask<IndexAnswer<long>> Full() =>
            ValueTask.FromResult(IndexAnswer.Without<long>(new IndexUnavailable("full", MayRecover: true)));
    }
}
