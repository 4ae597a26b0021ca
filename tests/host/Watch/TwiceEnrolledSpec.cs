using Analytics.Contracts;
using Analytics.Host.Watch;
using Analytics.Match.Index;
using Analytics.Tests.Matching;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Analytics.Tests.Host.Watch;

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
    public async Task People_who_cannot_be_told_apart_are_counted_and_named_once_until_there_are_others()
    {
        TwiceEnrolled twice = new(_index, new Similarity(0.6f), _names, _log);
        Assert.False(twice.AreAlike(new("1"), new("2")));

        await twice.RefreshAsync(Token);
        await twice.RefreshAsync(Token);

        Assert.Equal(
            ["2 people cannot be distinguished from another and are reported together: Joey and Joseph (0.95). Are they one person enrolled twice?"],
            _log.Of(LogLevel.Warning));
        Assert.True(twice.AreAlike(new("1"), new("2")));

        await _index.AddAsync("4", Faces.Like(1, 0.98f));
        await twice.RefreshAsync(Token);

        Assert.StartsWith("4 people cannot be distinguished from another", _log.Of(LogLevel.Warning)[^1], StringComparison.Ordinal);
        Assert.True(twice.AreAlike(new("4"), new("3")));
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
