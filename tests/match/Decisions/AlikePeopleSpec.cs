using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class AlikePeopleSpec : IAsyncLifetime
{
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();

    public async ValueTask InitializeAsync()
    {
        await _index.AddAsync("Joey", Faces.Like(0, 1f));
        await _index.AddAsync("Joey", Faces.Like(0, 0.9f));
        await _index.AddAsync("Ross", Faces.Like(1, 1f));
    }

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task Photos_of_one_record_make_no_pair()
    {
        var alike = await FindAsync();

        Assert.Empty(alike.Pairs);
        Assert.Equal(0, alike.People);
    }

    [Theory]
    [InlineData(0.95f)]
    [InlineData(1f)]
    public async Task A_person_under_two_records_is_a_pair_whichever_way_it_is_asked(float similarity)
    {
        await _index.AddAsync("Joseph", Faces.Like(0, similarity));

        var alike = await FindAsync();

        Assert.Equal((new PersonId("Joey"), new PersonId("Joseph")), (Assert.Single(alike.Pairs).First, alike.Pairs[0].Second));
        Assert.True(alike.AreAlike(new("Joey"), new("Joseph")));
        Assert.True(alike.AreAlike(new("Joseph"), new("Joey")));
        Assert.False(alike.AreAlike(new("Joey"), new("Ross")));
        Assert.Equal(2, alike.People);
    }

    [Fact]
    public async Task All_pages_of_a_gallery_are_compared()
    {
        for (var i = 0; i < 600; i++)
        {
            await _index.AddAsync("Ross", Faces.Like(1, 1f));
        }

        await _index.AddAsync("Ann", Faces.Like(3, 1f));
        await _index.AddAsync("Anna", Faces.Like(3, 1f));

        Assert.Equal(2, (await FindAsync()).People);
    }

    private async Task<AlikePeople> FindAsync() =>
        (await AlikePeople.FindAsync(_index, new Similarity(0.6f), TestContext.Current.CancellationToken)).Value!;
}
