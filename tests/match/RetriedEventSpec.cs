using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>An event that failed half-way and is given again: its crop counts once, and its alert is sent once.</summary>
public sealed class RetriedEventSpec
{
    private static readonly MatchOptions Options = new();

    private static readonly IReadOnlyList<ICameraEvent> Visit =
        [.. Enumerable.Range(0, 6).Select(i => Faces.Observed(i * 0.5, Faces.Like(0, 0.55f))), new CameraEnded(new("door"))];

    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private bool _failsNext;

    [Theory]
    [InlineData("threshold")]
    [InlineData("verdict")]
    public async Task It_changes_nothing_of_what_is_reported(string fails)
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var expected = await ReadAsync(fails: null);
        Assert.Contains(expected, alert => alert.State == AlertState.Confirmed);

        Assert.Equal(expected.Select(Content), (await ReadAsync(fails)).Select(Content));
    }

    private static (string, AlertState, double?, int) Content(Alert alert) => (alert.Id, alert.State, alert.Score, alert.Evidence.Count);

    // Each event fails once, where it is asked to, and is given again.
    private async Task<IReadOnlyList<Alert>> ReadAsync(string? fails)
    {
        List<Alert> alerts = [];
        Identifier identifier = new(_index, EvidenceModel.From(Options, null), Options, _ => new RateEstimate(0.001))
        {
            ThresholdOf = _ => FailIf(fails == "threshold", new Similarity(-1)),
        };
        PartitionMatcher matcher = new(
            identifier, ReadingProgress.None,
            (alert, _) =>
            {
                alerts.Add(alert);
                return ValueTask.CompletedTask;
            },
            _ => FailIf(fails == "verdict", true), _ => { }, TimeProvider.System);
        for (var i = 0; i < Visit.Count; i++)
        {
            _failsNext = fails is not null;
            try
            {
                Assert.Null(await matcher.ReadAsync(Visit[i], i, TestContext.Current.CancellationToken));
            }
            catch (TimeoutException)
            {
                Assert.Null(await matcher.ReadAsync(Visit[i], i, TestContext.Current.CancellationToken));
            }
        }

        return alerts;
    }

    private T FailIf<T>(bool here, T value)
    {
        var fails = here && _failsNext;
        _failsNext &= !here;
        return fails ? throw new TimeoutException("for once") : value;
    }
}
