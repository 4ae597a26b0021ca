using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class AlikePeopleSpec : IAsyncLifetime
{
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private readonly List<LookAlikes> _found = [];
    private readonly AlikePeople _alike;

    public AlikePeopleSpec() => _alike = new(_index, new Similarity(0.6f)) { OnFound = _found.Add };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _index.AddAsync("Joey", Faces.Like(0, 1f));
        await _index.AddAsync("Joey", Faces.Like(0, 0.9f));
        await _index.AddAsync("Ross", Faces.Like(1, 1f));
    }

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task Photos_of_one_record_make_no_pair() => Assert.Empty(await AllAsync());

    [Theory]
    [InlineData(0.95f)]
    [InlineData(1f)]
    public async Task A_person_under_two_records_is_a_pair_whichever_way_it_is_asked(float similarity)
    {
        await _index.AddAsync("Joseph", Faces.Like(0, similarity));

        Assert.True(await AreAlikeAsync("Joey", "Joseph"));
        Assert.True(await AreAlikeAsync("Joseph", "Joey"));
        Assert.False(await AreAlikeAsync("Joey", "Ross"));
        var pair = Assert.Single(await AllAsync());
        Assert.Equal((new PersonId("Joey"), new PersonId("Joseph")), Names(pair));
        Assert.Equal(Names(pair), Names(Assert.Single(_found)));
        Assert.Equal(pair.Similarity.Value, _found[0].Similarity.Value, 5);
    }

    [Fact]
    public async Task The_nearest_of_many_photos_decide()
    {
        for (var i = 2; i < 6; i++)
        {
            await _index.AddAsync("Joseph", Faces.Like(i, 1f));
        }

        Assert.False(await AreAlikeAsync("Joey", "Joseph"));
        await _index.AddAsync("Joseph", Faces.Like(0, 0.9f));
        Assert.False(await AreAlikeAsync("Joey", "Joseph")); // from memory

        _alike.Forget();

        Assert.True(await AreAlikeAsync("Joey", "Joseph"));
    }

    [Fact]
    public async Task Somebody_without_photos_is_like_nobody() => Assert.False(await AreAlikeAsync("Joey", "Gunther"));

    [Fact]
    public async Task All_pages_of_a_gallery_are_compared()
    {
        for (var i = 0; i < 600; i++)
        {
            await _index.AddAsync("Ross", Faces.Like(1, 1f));
        }

        await _index.AddAsync("Ann", Faces.Like(3, 1f));
        await _index.AddAsync("Anna", Faces.Like(3, 1f));

        Assert.Equal((new PersonId("Ann"), new PersonId("Anna")), Names(Assert.Single(await AllAsync())));
    }

    private static (PersonId, PersonId) Names(LookAlikes pair) => (pair.First, pair.Second);

    private async Task<IReadOnlyList<LookAlikes>> AllAsync() => (await _alike.FindAllAsync(Token)).Value!;

    private async Task<bool> AreAlikeAsync(string one, string other) =>
        (await _alike.AreAlikeAsync(Faces.Like(0, 1f), new(one), new(other), Token)).Value;
}
