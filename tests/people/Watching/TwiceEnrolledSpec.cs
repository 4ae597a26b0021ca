using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Watching;
using Analytics.Tests.Matching;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Analytics.Tests.People.Watching;

public sealed class TwiceEnrolledSpec : IAsyncLifetime
{
    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private readonly Lines _log = new();
    private readonly PeopleNames _names = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _index.AddAsync("1", Faces.Like(0, 1f));
        await _index.AddAsync("2", Faces.Like(0, 0.95f));
        await _index.AddAsync("3", Faces.Like(1, 1f));
        _names.Set(new Dictionary<PersonId, string> { [new("1")] = "Joey", [new("2")] = "Joseph" });
    }

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task Indistinguishable_people_are_counted_and_named_once_until_there_are_others()
    {
        TwiceEnrolled twice = new(_index, new Similarity(0.6f), _names, _log);

        await twice.RefreshAsync(Token);
        await twice.RefreshAsync(Token);

        Assert.Equal(
            ["2 people cannot be distinguished from each other and are reported together: Joey and Joseph (0.95). "
                + "Are some enrolled twice?"],
            _log.Of(LogLevel.Warning));

        await _index.AddAsync("4", Faces.Like(1, 0.98f));
        await twice.RefreshAsync(Token);

        Assert.StartsWith("4 people cannot be distinguished from each other", _log.Of(LogLevel.Warning)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_large_gallery_each_pair_is_reported_once_when_an_alert_depends_on_it()
    {
        for (var i = 0; i <= AlikePeople.MostCompared; i++)
        {
            await _index.AddAsync("3", Faces.Like(1, 1f));
        }

        TwiceEnrolled twice = new(_index, new Similarity(0.6f), _names, _log);
        await twice.RefreshAsync(Token);
        Assert.Empty(_log.Of(LogLevel.Warning));

        for (var i = 0; i < 2; i++)
        {
            Assert.True((await twice.Alike.AreAlikeAsync(Faces.Like(0, 0.7f), new("2"), new("1"), Token)).Value);
            await twice.RefreshAsync(Token);
        }

        Assert.Equal(
            ["2 people cannot be distinguished from each other and are reported together: Joey and Joseph (0.95). "
                + "Are some enrolled twice?"],
            _log.Of(LogLevel.Warning));
    }

    [Fact]
    public async Task A_gallery_in_which_nobody_is_like_another_is_no_warning()
    {
        await _index.RemoveAsync(new PersonId("2"), Token);
        TwiceEnrolled twice = new(_index, new Similarity(0.6f), _names, _log);

        await twice.RefreshAsync(Token);

        Assert.Empty(_log.Of(LogLevel.Warning));
    }
}
