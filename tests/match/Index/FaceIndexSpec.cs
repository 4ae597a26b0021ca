using Analytics.Contracts;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching.Index;

/// <summary>
/// What every <see cref="IFaceIndex"/> does, whatever lies behind it. An adapter is held to it by a class derived from this one that
/// opens it; each spec works on collections of its own, of names that were never used before.
/// </summary>
public abstract partial class FaceIndexSpec
{
    protected const int Length = 8;

    /// <summary>Opens a collection: the one that was there under its name, else an empty one.</summary>
    protected abstract ValueTask<IFaceIndex> OpenAsync(FaceCollection collection);

    /// <summary>Why what was written is gone with the index; none when opening again finds it.</summary>
    protected virtual string? ForgetsBecause => null;

    [Fact]
    public async Task An_empty_gallery_knows_nobody()
    {
        await using var index = await OpenAsync(NewCollection());

        Assert.Empty(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5)));
        Assert.Equal(0, await CountAsync(index, FaceFilter.All));
        Assert.Empty(await ListAsync(index, page: 10));
        Assert.Equal(0, (await index.RemoveAsync(new PersonId("anna"), CancellationToken.None)).Value);
        Assert.Equal(0, (await index.RelistAsync(new PersonId("anna"), [], CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_gallery_of_one_is_found_by_who_looks_like_it_and_by_who_does_not()
    {
        await using var index = await OpenAsync(NewCollection());
        var face = await index.AddAsync("anna", Faces.Like(0, 0.8f));

        var near = Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5)));
        var far = Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(1, 1), 5)));

        Assert.Equal((face, new PersonId("anna")), (near.Face, near.Person!.Value));
        Assert.Equal(0.8f, near.Similarity.Value, Tolerance);
        Assert.Equal(0f, far.Similarity.Value, Tolerance);
    }

    [Fact]
    public async Task Nothing_to_do_is_done()
    {
        await using var index = await OpenAsync(NewCollection());

        Assert.Equal(0, (await index.UpsertAsync([], CancellationToken.None)).Value);
        Assert.Equal(0, (await index.RemoveAsync([], CancellationToken.None)).Value);
        Assert.Empty((await index.SearchAsync([], CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_person_is_found_once_by_the_nearest_photo_or_by_every_photo()
    {
        await using var index = await OpenAsync(NewCollection());
        await index.AddAsync("anna", Faces.Like(0, 0.6f));
        var best = await index.AddAsync("anna", Faces.Like(0, 0.9f));
        await index.AddAsync("ben", Faces.Like(0, 0.5f));
        var query = new FaceQuery(Faces.Like(0, 1), 10);

        var people = await SearchAsync(index, query);
        var photos = await SearchAsync(index, query with { ByPerson = false });

        Assert.Equal(["anna", "ben"], people.Select(hit => hit.Person?.Value));
        Assert.Equal(best, people[0].Face);
        Assert.Equal(["anna", "anna", "ben"], photos.Select(hit => hit.Person?.Value));
    }

    [Fact]
    public async Task Faces_of_nobody_are_people_of_their_own()
    {
        await using var index = await OpenAsync(NewCollection());
        FaceEntry[] sightings = [Sighting(0.9f), Sighting(0.8f), Sighting(0.7f)];
        await index.UpsertAsync(sightings, CancellationToken.None);

        var hits = await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 10));

        Assert.Equal(sightings.Select(sighting => sighting.Id), hits.Select(hit => hit.Face));
        Assert.All(hits, hit => Assert.Null(hit.Person));
    }

    [Fact]
    public async Task Hundreds_of_photos_of_one_person_do_not_crowd_the_others_out()
    {
        await using var index = await OpenAsync(NewCollection());
        await index.UpsertAsync([.. Photos("anna", 700, nearest: 0.999f)], CancellationToken.None);
        await index.UpsertAsync([.. Photos("ben", 300, nearest: 0.9f)], CancellationToken.None);
        await index.AddAsync("cleo", Faces.Like(0, 0.3f));
        await index.AddAsync("dora", Faces.Like(0, 0.2f));
        await index.AddAsync("emil", Faces.Like(0, 0.1f));

        var all = await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 4));
        var without = await SearchAsync(
            index, new FaceQuery(Faces.Like(0, 1), 3) { Filter = new FaceFilter { OtherThan = new PersonId("anna") } });

        Assert.Equal(["anna", "ben", "cleo", "dora"], all.Select(hit => hit.Person?.Value));
        Assert.Equal(["ben", "cleo", "dora"], without.Select(hit => hit.Person?.Value));
    }

    [Fact]
    public async Task Whom_and_what_a_query_leaves_out_crowds_nobody_out_and_is_not_found()
    {
        var inner = await OpenAsync(NewCollection());
        await using HidingFaceIndex index = new(inner);
        await index.UpsertAsync([.. Photos("anna", 50, nearest: 0.99f)], CancellationToken.None);
        var best = await index.AddAsync("ben", Faces.Like(0, 0.9f));
        var next = await index.AddAsync("ben", Faces.Like(0, 0.5f));
        FaceFilter filter = new() { Without = [new PersonId("anna"), new PersonId("cleo")], WithoutFaces = [best] };

        var hit = Assert.Single(await SearchAsync(inner, new FaceQuery(Faces.Like(0, 1), 1) { Filter = filter }));

        Assert.Equal(next, hit.Face);
        Assert.Equal(1, await CountAsync(inner, filter));
        index.Hide(filter.Without, filter.WithoutFaces);
        Assert.Equal(next, Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5))).Face);
        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
        index.Hide([], []);
        Assert.Equal(52, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task A_face_that_is_written_again_is_replaced_with_all_that_is_said_of_it()
    {
        await using var index = await OpenAsync(NewCollection());
        var face = Sighting(0.9f) with { Person = new PersonId("anna"), Watchlists = [new("staff")] };
        await index.UpsertAsync([face], CancellationToken.None);

        await index.UpsertAsync([new FaceEntry(face.Id, Faces.Like(1, 1)) { Person = new PersonId("ben") }], CancellationToken.None);

        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
        Assert.Equal(0, await CountAsync(index, new FaceFilter { Person = new PersonId("anna") }));
        Assert.Equal(0, await CountAsync(index, new FaceFilter { Watchlist = new WatchlistId("staff") }));
        Assert.Equal(0, await CountAsync(index, new FaceFilter { From = Faces.Start }));
        var hit = Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(1, 1), 5)));
        Assert.Equal("ben", hit.Person?.Value);
        Assert.Equal(1f, hit.Similarity.Value, Tolerance);
    }

    [Fact]
    public async Task A_removed_face_is_gone_at_once_and_one_that_was_never_there_is_left_out()
    {
        await using var index = await OpenAsync(NewCollection());
        var gone = await index.AddAsync("anna", Faces.Like(0, 0.9f));
        var kept = await index.AddAsync("anna", Faces.Like(0, 0.8f));

        var removed = await index.RemoveAsync([gone, new FaceId(Guid.CreateVersion7())], CancellationToken.None);

        Assert.InRange(removed.Value, 1, 2);
        Assert.Equal(kept, Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5) { ByPerson = false })).Face);
        Assert.Equal([kept], await ListAsync(index, page: 10));
    }

    [Fact]
    public async Task A_removed_person_is_gone_with_every_photo()
    {
        await using var index = await OpenAsync(NewCollection());
        await index.UpsertAsync([.. Photos("anna", 20, nearest: 0.9f)], CancellationToken.None);
        var ben = await index.AddAsync("ben", Faces.Like(0, 0.5f));

        Assert.Equal(20, (await index.RemoveAsync(new PersonId("anna"), CancellationToken.None)).Value);

        Assert.Equal(ben, Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5) { ByPerson = false })).Face);
        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task A_person_is_on_exactly_the_watchlists_that_were_said_last()
    {
        await using var index = await OpenAsync(NewCollection());
        WatchlistId staff = new("staff"), banned = new("banned"), vip = new("vip");
        var anna = Photos("anna", 3, nearest: 0.9f).Select(face => face with { Watchlists = [staff, vip] });
        var ben = Photos("ben", 2, nearest: 0.8f).Select(face => face with { Watchlists = [staff] });
        await index.UpsertAsync([.. anna, .. ben], CancellationToken.None);

        Assert.Equal(3, (await index.RelistAsync(new PersonId("anna"), [vip, banned], CancellationToken.None)).Value);

        Assert.Equal(2, await CountAsync(index, new FaceFilter { Watchlist = staff }));
        Assert.Equal(3, await CountAsync(index, new FaceFilter { Watchlist = banned }));
        Assert.Equal(3, await CountAsync(index, new FaceFilter { Watchlist = vip }));
        var query = new FaceQuery(Faces.Like(0, 1), 5) { Filter = new FaceFilter { Watchlist = staff } };
        var hit = Assert.Single(await SearchAsync(index, query));
        Assert.Equal("ben", hit.Person?.Value);

        await index.RelistAsync(new PersonId("anna"), [], CancellationToken.None);
        Assert.Equal(0, await CountAsync(index, new FaceFilter { Watchlist = banned }));
        Assert.Equal(5, await CountAsync(index, FaceFilter.All));
    }

    [Theory]
    [InlineData("O'Neill \"Bob\" \\ {}")]
    [InlineData("周 杰倫 🙂")]
    [InlineData("line\nbreak and\ttab")]
    [InlineData(" ")]
    public async Task Any_text_names_a_person_a_camera_and_a_watchlist(string name)
    {
        await using var index = await OpenAsync(NewCollection());
        var face = Sighting(0.9f) with { Person = new PersonId(name), Camera = new CameraId(name), Watchlists = [new(name)] };
        await index.UpsertAsync([face, Sighting(0.8f)], CancellationToken.None);
        var filter = new FaceFilter { Person = new PersonId(name), Cameras = [new CameraId(name)], Watchlist = new WatchlistId(name) };

        var hit = Assert.Single(await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 5) { Filter = filter }));

        Assert.Equal((face.Id, face.Person), (hit.Face, hit.Person));
        Assert.Equal(1, (await index.RemoveAsync(new PersonId(name), CancellationToken.None)).Value);
        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task Times_count_from_the_first_on_and_before_the_last()
    {
        await using var index = await OpenAsync(NewCollection());
        var times = Enumerable.Range(0, 6).Select(quarter => Faces.Start.AddMilliseconds(quarter * 250));
        FaceEntry[] sightings = [.. times.Select(time => Sighting(0.9f) with { SeenAt = time })];
        await index.UpsertAsync(sightings, CancellationToken.None);
        await index.AddAsync("anna", Faces.Like(0, 0.9f));

        Assert.Equal(3, await CountAsync(index, new FaceFilter { From = sightings[2].SeenAt, To = sightings[5].SeenAt }));
        Assert.Equal(4, await CountAsync(index, new FaceFilter { From = sightings[2].SeenAt!.Value.ToOffset(TimeSpan.FromHours(5)) }));
        Assert.Equal(2, await CountAsync(index, new FaceFilter { To = sightings[2].SeenAt }));
        Assert.Equal(0, await CountAsync(index, new FaceFilter { From = sightings[2].SeenAt, To = sightings[2].SeenAt }));
    }
}
