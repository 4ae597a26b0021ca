using Analytics.Contracts;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching.Index;

/// <summary>What it refuses, what it keeps, and what goes on at once.</summary>
public abstract partial class FaceIndexSpec
{
    [Fact]
    public async Task A_template_of_another_model_or_length_is_neither_written_nor_looked_for()
    {
        await using var index = await OpenAsync(NewCollection());
        await index.AddAsync("anna", Faces.Like(0, 0.9f));
        Template other = new(new ModelId("other"), [1, 0, 0, 0, 0, 0, 0, 0]);
        Template[] strangers = [Faces.Like(0, 1, Length + 1), Faces.Like(0, 1, Length - 1), other];

        foreach (var stranger in strangers)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await index.UpsertAsync(
                [new FaceEntry(NewId(), Faces.Like(1, 1)), new FaceEntry(NewId(), stranger)], CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await index.SearchAsync(
                [new FaceQuery(Faces.Like(0, 1), 1), new FaceQuery(stranger, 1)], CancellationToken.None));
        }

        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task A_template_that_is_no_number_infinite_or_zero_is_neither_written_nor_looked_for()
    {
        await using var index = await OpenAsync(NewCollection());
        await index.AddAsync("anna", Faces.Like(0, 0.9f));
        float[][] odd =
        [
            [float.NaN, 0, 0, 0, 0, 0, 0, 0], [float.PositiveInfinity, 0, 0, 0, 0, 0, 0, 0], [1, 0, float.NegativeInfinity, 0, 0, 0, 0, 0],
            new float[Length],
        ];

        foreach (var template in odd.Select(vector => Template.OfNormOne(Faces.Model, vector)))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await index.UpsertAsync(
                [new FaceEntry(NewId(), Faces.Like(1, 1)), new FaceEntry(NewId(), template)], CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await index.SearchAsync(
                [new FaceQuery(Faces.Like(0, 1), 1), new FaceQuery(template, 1)], CancellationToken.None));
        }

        Assert.Equal(1, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task An_id_that_comes_twice_in_one_write_is_refused_and_nothing_of_the_write_stays()
    {
        await using var index = await OpenAsync(NewCollection());
        var id = NewId();

        await Assert.ThrowsAsync<ArgumentException>(async () => await index.UpsertAsync(
            [new FaceEntry(id, Faces.Like(0, 1)), Sighting(0.5f), new FaceEntry(id, Faces.Like(1, 1))], CancellationToken.None));

        Assert.Equal(0, await CountAsync(index, FaceFilter.All));
    }

    [Fact]
    public async Task Opening_again_finds_what_was_written_and_not_what_was_removed()
    {
        Assert.SkipWhen(ForgetsBecause is not null, ForgetsBecause ?? "");
        var collection = NewCollection();
        FaceId kept;
        await using (var index = await OpenAsync(collection))
        {
            kept = await index.AddAsync("anna", Faces.Like(0, 0.9f));
            await index.AddAsync("ben", Faces.Like(0, 0.8f));
            await index.RemoveAsync(new PersonId("ben"), CancellationToken.None);
            await index.RelistAsync(new PersonId("anna"), [new WatchlistId("vip")], CancellationToken.None);
        }

        await using var again = await OpenAsync(collection);

        var filter = new FaceFilter { Watchlist = new WatchlistId("vip") };
        var hit = Assert.Single(await SearchAsync(again, new FaceQuery(Faces.Like(0, 1), 5) { Filter = filter }));
        Assert.Equal((kept, "anna"), (hit.Face, hit.Person?.Value));
        Assert.Equal(1, await CountAsync(again, FaceFilter.All));
    }

    [Fact]
    public async Task A_collection_of_another_model_or_length_is_not_opened_and_stays_as_it_is()
    {
        Assert.SkipWhen(ForgetsBecause is not null, ForgetsBecause ?? "");
        var collection = NewCollection();
        await using (var index = await OpenAsync(collection))
        {
            await index.AddAsync("anna", Faces.Like(0, 0.9f));
        }

        var model = await Assert.ThrowsAnyAsync<FailureException>(
            async () => await OpenAsync(collection with { Model = new ModelId("other") }));
        await Assert.ThrowsAnyAsync<FailureException>(async () => await OpenAsync(collection with { Length = Length * 2 }));

        Assert.Contains("other", model.Message, StringComparison.Ordinal);
        Assert.Contains(Faces.Model.Value, model.Message, StringComparison.Ordinal);
        await using var again = await OpenAsync(collection);
        Assert.Equal(1, await CountAsync(again, FaceFilter.All));
    }

    [Fact]
    public async Task Two_collections_know_nothing_of_each_other()
    {
        await using var people = await OpenAsync(NewCollection());
        await using var sightings = await OpenAsync(NewCollection());
        await people.AddAsync("anna", Faces.Like(0, 0.9f));

        Assert.Equal(0, await CountAsync(sightings, FaceFilter.All));
        Assert.Empty(await SearchAsync(sightings, new FaceQuery(Faces.Like(0, 1), 5)));
    }

    [Fact]
    public async Task All_ids_are_listed_once_whatever_the_page()
    {
        await using var index = await OpenAsync(NewCollection());
        FaceEntry[] faces = [.. Photos("anna", 23, nearest: 0.9f)];
        await index.UpsertAsync(faces, CancellationToken.None);

        foreach (var page in (int[])[1, 7, 23, 100])
        {
            Assert.Equal(faces.Select(face => face.Id.Value).Order(), (await ListAsync(index, page)).Select(id => id.Value).Order());
        }
    }

    [Fact]
    public async Task Searches_beside_writes_see_each_face_whole_or_not_at_all()
    {
        await using var index = await OpenAsync(NewCollection());
        var ids = Enumerable.Range(0, 40).Select(_ => NewId()).ToArray();
        using var written = new CancellationTokenSource();
        var searching = Task.Run(async () =>
        {
            do
            {
                var hits = await SearchAsync(index, new FaceQuery(Faces.Like(0, 1), 100) { ByPerson = false });
                Assert.All(hits, hit => Assert.Equal(hit.Person?.Value == "anna" ? 0.9f : 0.4f, hit.Similarity.Value, Tolerance));
            }
            while (!written.IsCancellationRequested);
        });

        for (var turn = 0; turn < 20; turn++)
        {
            var (person, similarity) = turn % 2 == 0 ? ("anna", 0.9f) : ("ben", 0.4f);
            FaceEntry[] faces = [.. ids.Select(id => new FaceEntry(id, Faces.Like(0, similarity)) { Person = new PersonId(person) })];
            Assert.Equal(faces.Length, (await index.UpsertAsync(faces, CancellationToken.None)).Value);
            Assert.Equal(faces.Length, await CountAsync(index, new FaceFilter { Person = new PersonId(person) }));
        }

        await written.CancelAsync();
        await searching;
    }

    [Fact]
    public async Task The_status_shows_the_collection_and_how_many_faces_it_answers_with()
    {
        var collection = NewCollection();
        await using var index = await OpenAsync(collection);
        await index.UpsertAsync([.. Photos("anna", 3, nearest: 0.9f)], CancellationToken.None);

        var status = (await index.StatusAsync(CancellationToken.None)).Value;

        Assert.Equal(collection, index.Collection);
        Assert.Equal((collection, 3L), (status.Collection, status.Faces));
        Assert.NotEmpty(status.Kind);
        Assert.All(status.Facts, fact => Assert.Matches("^[a-z][A-Za-z0-9]*$", fact.Key));
    }
}
