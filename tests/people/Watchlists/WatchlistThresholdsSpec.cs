using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Watchlists;
using Analytics.Store;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Analytics.Tests.Store;
using Xunit;

namespace Analytics.Tests.People.Watchlists;

public sealed class WatchlistThresholdsSpec(FolderFixture folders) : IClassFixture<FolderFixture>, IAsyncLifetime
{
    private static readonly TrackRate Tracks = TrackRate.From(0, TimeSpan.Zero, 2000);
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private GalleryRig _gallery = null!;

    public async ValueTask InitializeAsync() => _gallery = await GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_folder, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_folder, "master.key"));

    public async ValueTask DisposeAsync()
    {
        _gallery.Dispose();
        await _index.DisposeAsync();
    }

    [Fact]
    public async Task Without_watchlists_nobody_has_a_threshold_of_his_own()
    {
        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));

        Assert.Null((await RefreshedAsync()).Of(ann, Tracks));
    }

    [Fact]
    public async Task The_lowest_of_a_persons_lists_counts_and_who_is_on_none_is_never_reported()
    {
        await CreateAsync("staff", WatchlistPolicy.Fixed(new Similarity(0.6f)));
        await CreateAsync("banned", WatchlistPolicy.Fixed(new Similarity(0.45f)));
        var ann = await _gallery.EnrolAsync("Ann", [new("staff"), new("banned")], GalleryRig.Photo(1));
        var bob = await _gallery.EnrolAsync("Bob", [new("staff")], GalleryRig.Photo(3));
        var cid = await _gallery.EnrolAsync("Cid", GalleryRig.Photo(5));

        var thresholds = await RefreshedAsync();

        Assert.Equal(0.45f, thresholds.Of(ann, Tracks)!.Value.Value);
        Assert.Equal(0.6f, thresholds.Of(bob, Tracks)!.Value.Value);
        Assert.True(thresholds.Of(cid, Tracks)!.Value.Value > 1);
    }

    [Fact]
    public async Task Look_alikes_within_a_list_raise_its_threshold_and_those_outside_do_not()
    {
        await CreateAsync("banned", WatchlistPolicy.Budget(0.01));
        var ann = await _gallery.EnrolAsync("Ann", [new("banned")], GalleryRig.Photo(1));
        await _gallery.EnrolAsync("Bob", [new("banned")], GalleryRig.Photo(3));
        var twin = await _gallery.EnrolAsync("Twin", GalleryRig.Photo(1, sha: new string('a', 64)));
        var before = (await RefreshedAsync()).Of(ann, Tracks)!.Value;

        await _gallery.Lists.AddAsync(new("banned"), [twin], CancellationToken.None);

        Assert.True((await RefreshedAsync()).Of(ann, Tracks)!.Value > before);
        var nearest = (await RefreshedAsync()).AskAsync(new("banned"), Tracks, CancellationToken.None);
        Assert.Equal(1f, (await nearest).Nearest!.Similarity.Value, 3);
    }

    [Fact]
    public async Task One_person_under_two_records_of_a_list_does_not_raise_its_threshold_where_they_are_reported_together()
    {
        await CreateAsync("banned", WatchlistPolicy.Budget(0.01));
        var ann = await _gallery.EnrolAsync("Ann", [new("banned")], GalleryRig.Photo(1));
        var before = (await RefreshedAsync(new Similarity(0.9f))).Of(ann, Tracks)!.Value;

        await _gallery.EnrolAsync("Anna", [new("banned")], GalleryRig.Photo(1, sha: new string('a', 64)));

        Assert.Equal(before, (await RefreshedAsync(new Similarity(0.9f))).Of(ann, Tracks)!.Value);
    }

    private Task<WatchlistId> CreateAsync(string list, WatchlistPolicy policy) =>
        _gallery.Lists.CreateAsync(new(list), "", policy, CancellationToken.None);

    private async Task<WatchlistThresholds> RefreshedAsync(Similarity? togetherFrom = null)
    {
        await _gallery.CatchUpAsync(_index);
        var thresholds = new WatchlistThresholds(_gallery.Database, _index, calibration: null) { TogetherFrom = togetherFrom };
        await thresholds.RefreshAsync(CancellationToken.None);
        return thresholds;
    }
}
