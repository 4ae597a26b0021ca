using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.People.Watching;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Analytics.Tests.Matching.Index.Qdrant;
using Analytics.Tests.Store;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.People.Watching;

/// <summary>All that is derived from the gallery is as the gallery is now.</summary>
public sealed class GalleryFollowerSpec(FolderFixture folders) : IClassFixture<FolderFixture>, IAsyncLifetime
{
    private static readonly FaceCollection Collection = new("people", Faces.Model, 8);
    private static readonly Calibration Calibration =
        new ModelStore(Path.GetTempPath(), ModelCatalog.BuiltIn).CalibrationOf(new ModelId("mobilefacenet-se"))!;
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly PeopleNames _names = new();
    private GalleryRig _gallery = null!;

    public async ValueTask InitializeAsync() => _gallery = await GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_folder, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_folder, "master.key"));

    public ValueTask DisposeAsync()
    {
        _gallery.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_size_follows_each_change_and_counts_people_with_the_weight_of_their_photos()
    {
        await using var index = await OpenAsync(new IndexOptions());
        var follower = Follower(index);
        await follower.TakeOverAsync(CancellationToken.None);
        Assert.Equal((0, GallerySize.OfPeople(0)), (follower.People, follower.Size));

        var ann = await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1), GalleryRig.Photo(2), GalleryRig.Photo(3));
        await _gallery.EnrolAsync("Bob", GalleryRig.Photo(4));
        await _gallery.EnrolAsync("Cid", GalleryRig.Photo(5, model: "older"));
        Assert.True((await follower.TakeOverAsync(CancellationToken.None)).Changed);

        Assert.Equal((3, 2), (follower.People, follower.Recognisable));
        Assert.Equal(2, follower.Size.People);
        Assert.Equal(1 + Math.Pow(3, Calibration.PhotoExponent!.Value), follower.Size.Chances, 9);
        Assert.Equal("Ann", _names.Of(ann));

        await _gallery.People.RemoveAsync(ann, CancellationToken.None);
        await follower.TakeOverAsync(CancellationToken.None);
        Assert.Equal((2, 1, 1), (follower.People, follower.Recognisable, follower.Size.People));
        Assert.Equal(ann.Value, _names.Of(ann));
        Assert.False((await follower.TakeOverAsync(CancellationToken.None)).Changed);
    }

    [Fact]
    public async Task Odds_and_threshold_of_an_alert_are_those_of_the_gallery_at_that_moment()
    {
        await using var faces = Faces.NewIndex();
        await faces.AddAsync("Ann", Faces.Like(0, 1));
        var size = GallerySize.OfPeople(0);
        List<Alert> alerts = [];
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InProcessBus bus = new();
        var reading = MatchHosting.Consumer(
            bus, faces, new MatchOptions(), Calibration,
            (alert, _) =>
            {
                alerts.Add(alert);
                if (alert.State == AlertState.Closed)
                {
                    closed.TrySetResult();
                }

                return ValueTask.CompletedTask;
            },
            _ => { }, _ => { }, () => size).RunAsync(CancellationToken.None);

        await VisitAsync("before");
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        size = GallerySize.OfPeople(100_000_000);
        await VisitAsync("after");
        bus.Complete();
        await reading;

        // So many people leave no room for a similarity that is plenty for an empty gallery.
        Assert.All(alerts, alert => Assert.Equal(("before", 0), (alert.Camera.Value, alert.GalleryFalseMatchRate)));

        async Task VisitAsync(string camera)
        {
            var similarity = Calibration.Floor.Value - 0.02f;
            for (var i = 0; i < 8; i++)
            {
                await bus.PublishAsync(Faces.Observed(i * 0.5, Faces.Like(0, similarity), camera: camera), CancellationToken.None);
            }

            await bus.PublishAsync(new CameraEnded(new CameraId(camera)), CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_an_index_that_goes_away_could_not_take_over_is_not_done_and_comes_with_the_next_look()
    {
        FakeQdrant qdrant = new();
        var writesLeft = int.MaxValue;
        await using LocalGrpc server = new(request => request.Method == "/qdrant.Points/Upsert" && writesLeft-- <= 0
            ? new GrpcAnswer(StatusCode.Unavailable) : qdrant.Answer(request));
        var options = new IndexOptions { Kind = IndexKind.Qdrant, Url = server.Url, Retries = 0 };
        await using var index = await OpenAsync(options);
        var follower = Follower(index);
        await follower.TakeOverAsync(CancellationToken.None);
        await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await _gallery.SqlAsync("DELETE FROM index_work"); // nothing says that Ann is missing
        writesLeft = 0;

        var refused = await Assert.ThrowsAnyAsync<FailureException>(() => follower.TakeOverAsync(CancellationToken.None));
        Assert.StartsWith("The index does not hold the gallery as it is now.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await index.Faces.CountAsync(FaceFilter.All, CancellationToken.None)).Value);
        Assert.Equal(1, follower.Size.People); // the odds of a stranger are not reported too small meanwhile

        writesLeft = int.MaxValue;
        Assert.True((await follower.TakeOverAsync(CancellationToken.None)).Changed);
        Assert.Equal(1, (await index.Faces.CountAsync(FaceFilter.All, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_change_is_taken_over_when_the_interval_has_passed()
    {
        FakeTimeProvider time = new();
        await using var index = await OpenAsync(new IndexOptions());
        TaskCompletionSource changed = new();
        var follower = Follower(index, time);
        follower.Changed = _ =>
        {
            changed.TrySetResult();
            return Task.CompletedTask;
        };
        await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        using var stop = new CancellationTokenSource();
        var following = follower.FollowAsync(TimeSpan.FromHours(1), stop.Token);

        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, follower.People);
        time.Advance(TimeSpan.FromTicks(1));

        await changed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(1, follower.People);
        await stop.CancelAsync();
        await following;
    }

    [Fact]
    public async Task What_no_version_shows_is_found_by_comparing_all()
    {
        await using var index = await OpenAsync(new IndexOptions());
        var follower = Follower(index);
        await _gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await follower.TakeOverAsync(CancellationToken.None);
        await index.Faces.RemoveAsync((await index.Faces.ListAsync(null, 10, CancellationToken.None)).Value, CancellationToken.None);

        Assert.False((await follower.TakeOverAsync(CancellationToken.None)).Changed);
        Assert.Equal(0, (await index.Faces.CountAsync(FaceFilter.All, CancellationToken.None)).Value);
        Assert.False((await follower.TakeOverAsync(CancellationToken.None, whole: true)).Changed);

        Assert.Equal(1, (await index.Faces.CountAsync(FaceFilter.All, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_database_that_is_being_put_back_is_an_error_that_says_so()
    {
        await using var index = await OpenAsync(new IndexOptions());
        await _gallery.SqlAsync("DELETE FROM settings");

        var error = await Assert.ThrowsAnyAsync<FailureException>(() => Follower(index).TakeOverAsync(CancellationToken.None));

        Assert.Contains("a backup is being put back", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matching_ends_with_the_fault_of_whoever_follows_the_gallery()
    {
        InProcessBus bus = new();
        TaskCompletionSource following = new();
        var consumer = new MatchConsumer(
            bus, () => new Identifier(Faces.NewIndex(), EvidenceModel.From(new MatchOptions(), null), new MatchOptions(), _ => null),
            (_, _) => ValueTask.CompletedTask, _ => { }, _ => { }, TimeProvider.System);

        var matching = Analytics.People.Watching.Matching.RunAsync(consumer, following.Task, CancellationToken.None);
        following.SetException(new InvalidOperationException("the gallery is followed no more"));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => matching);
        Assert.Equal("the gallery is followed no more", fault.Message);
    }

    private GalleryFollower Follower(GalleryIndex index, TimeProvider? time = null) =>
        new(_gallery.Database, index, Calibration, new Similarity(2), _names, "Make them.", NullLogger.Instance, time);

    private Task<GalleryIndex> OpenAsync(IndexOptions options) => GalleryIndex.OpenAsync(
        _gallery.Database, options, _folder, Collection, mayCopy: false, NullLogger.Instance, CancellationToken.None);
}
