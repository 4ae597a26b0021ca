using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>A partition that changes hands: whoever reads it next sends the alerts that are left, and none twice.</summary>
public sealed class PartitionMatcherSpec
{
    private static readonly MatchOptions Options = new();

    // Ann comes, is seen well on two tracks, and leaves; somebody unknown passes.
    private static readonly IReadOnlyList<ICameraEvent> Visit =
    [
        .. Enumerable.Range(0, 6).Select(i => Faces.Observed(i * 0.5, Faces.Like(0, 0.65f))),
        Faces.Observed(3, Faces.Like(3, 0.65f), track: 2),
        new TrackEnded(new("door"), new(1), new(1), TimeSpan.FromSeconds(3.5), Faces.Start.AddSeconds(3.5)),
        .. Enumerable.Range(10, 4).Select(i => Faces.Observed(i, Faces.Like(0, 0.7f), track: 3)),
        new TrackEnded(new("door"), new(1), new(2), TimeSpan.FromSeconds(14), Faces.Start.AddSeconds(14)),
        new CameraProgressed(new("door"), new(1), TimeSpan.FromSeconds(30), Faces.Start.AddSeconds(30)),
        new TrackEnded(new("door"), new(1), new(3), TimeSpan.FromSeconds(31), Faces.Start.AddSeconds(31)),
        new CameraProgressed(new("door"), new(1), TimeSpan.FromSeconds(120), Faces.Start.AddSeconds(120)),
        new CameraProgressed(new("door"), new(1), TimeSpan.FromSeconds(125), Faces.Start.AddSeconds(125)),
    ];

    // Ann stays, on one track, for longer than the longest episode.
    private static readonly IReadOnlyList<ICameraEvent> Stay =
    [
        .. Enumerable.Range(0, 40).Select(i => Faces.Observed(i * 10, Faces.Like(0, 0.65f))),
        new TrackEnded(new("door"), new(1), new(1), TimeSpan.FromSeconds(400), Faces.Start.AddSeconds(400)),
        new CameraEnded(new("door")),
    ];

    private readonly InMemoryFaceIndex _index = Faces.NewIndex();
    private readonly List<Alert> _alerts = [];

    [Fact]
    public async Task A_handover_after_any_event_changes_nothing_of_what_is_reported()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        await ReadAsync(Open(ReadingProgress.None), 0, Visit.Count);
        var expected = Sent();
        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));

        for (var at = 1; at < Visit.Count; at++)
        {
            _alerts.Clear();
            var first = Open(ReadingProgress.None);
            await ReadAsync(first, 0, at);
            var progress = first.ProgressAt(at);

            await ReadAsync(Open(progress), (int)progress.From, Visit.Count);

            Assert.Equal(expected, Sent());
        }
    }

    [Fact]
    public async Task A_handover_in_the_midst_of_a_long_stay_changes_nothing_of_what_is_reported()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        await ReadAsync(Open(ReadingProgress.None), 0, Stay.Count, Stay);
        var expected = Sent();
        Assert.Equal(2, _alerts.Select(alert => alert.Id).Distinct().Count());
        Assert.Equal(6, _alerts.Count);

        for (var at = 1; at < Stay.Count; at++)
        {
            _alerts.Clear();
            var first = Open(ReadingProgress.None);
            await ReadAsync(first, 0, at, Stay);
            var progress = first.ProgressAt(at);

            await ReadAsync(Open(progress), (int)progress.From, Stay.Count, Stay);

            Assert.Equal(expected, Sent());
        }
    }

    [Fact]
    public async Task A_camera_that_fell_silent_does_not_have_everything_since_read_again()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var matcher = Open(ReadingProgress.None);
        await ReadAsync(matcher, 0, 3);

        Assert.Equal(0, matcher.ProgressAt(50_000).From);
        Assert.Equal(20_000, matcher.ProgressAt(70_000).From);
    }

    [Fact]
    public async Task A_camera_that_fell_silent_has_its_alerts_closed_once_others_have_reported_much_since()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var matcher = Open(ReadingProgress.None);
        await ReadAsync(matcher, 0, 6);
        Assert.DoesNotContain(AlertState.Closed, _alerts.Select(alert => alert.State));

        CameraProgressed yard = new(new("yard"), new(1), TimeSpan.FromSeconds(300), Faces.Start.AddSeconds(300)),
            spooled = yard with { MediaTime = TimeSpan.Zero, At = Faces.Start };
        await matcher.ReadAsync(spooled, 40_000, TestContext.Current.CancellationToken);
        await matcher.ReadAsync(spooled, 45_000, TestContext.Current.CancellationToken); // many, but of one moment
        Assert.Equal(0, matcher.ProgressAt(45_001).From);
        await matcher.ReadAsync(yard, 46_000, TestContext.Current.CancellationToken);

        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));
        Assert.Equal(new(46_001, 46_001, []), matcher.ProgressAt(46_001) with { Reported = [] });
    }

    [Fact]
    public async Task Once_nothing_is_open_nothing_has_to_be_read_again()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var matcher = Open(ReadingProgress.None);

        await ReadAsync(matcher, 0, Visit.Count);

        var progress = matcher.ProgressAt(Visit.Count);
        Assert.Equal(new(Visit.Count, Visit.Count, []), progress with { Reported = [] });
        Assert.Empty(progress.Reported);
    }

    [Fact]
    public async Task Who_was_enrolled_while_the_partition_changed_hands_is_reported_when_it_goes_on()
    {
        var first = Open(ReadingProgress.None);
        await ReadAsync(first, 0, 6);
        Assert.Empty(_alerts);
        await _index.AddAsync("Ann", Faces.Like(0, 1f));

        var progress = first.ProgressAt(6);
        var second = Open(progress);
        await ReadAsync(second, (int)progress.From, 6);
        Assert.Empty(_alerts);
        Assert.Equal(progress, second.ProgressAt(6));

        await ReadAsync(second, 6, 7);

        Assert.Equal([AlertState.Early, AlertState.Confirmed], _alerts.Select(alert => alert.State));
    }

    [Fact]
    public async Task An_alert_that_could_not_be_reported_is_reported_later_and_its_event_counts_once()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        await ReadAsync(Open(ReadingProgress.None), 0, Visit.Count);
        var expected = Sent();
        _alerts.Clear();
        var failures = 0;
        var matcher = Open(ReadingProgress.None, () => failures++ % 3 == 0);

        for (var i = 0; i < Visit.Count; i++)
        {
            // Every other event is given up after the first failure, the rest is tried again.
            for (var tries = 0; tries < 1 + i % 2 * 9 && await FailsAsync(matcher, i); tries++)
            {
            }
        }

        Assert.True(failures > expected.Count);
        Assert.Equal(expected, Sent());
    }

    [Fact]
    public async Task Progress_does_not_pass_an_alert_that_was_not_reported()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var matcher = Open(ReadingProgress.None, () => true);
        var first = 0;
        while (!await FailsAsync(matcher, first))
        {
            matcher.ProgressAt(++first);
        }

        var progress = matcher.ProgressAt(first + 1);
        Assert.Equal(first, progress.Done);

        await ReadAsync(Open(progress), (int)progress.From, Visit.Count);

        Assert.Equal([AlertState.Early, AlertState.Confirmed, AlertState.Closed], _alerts.Select(alert => alert.State));
    }

    [Fact]
    public async Task A_template_of_another_model_is_a_fault_and_harms_nothing()
    {
        var matcher = Open(ReadingProgress.None);

        var fault = await matcher.ReadAsync(
            Faces.Observed(0, new Template(new ModelId("other"), [1, 0, 0, 0, 0, 0, 0, 0])), 0, TestContext.Current.CancellationToken);

        Assert.Contains("Template(other, 8)", fault, StringComparison.Ordinal);
        await ReadAsync(matcher, 1, Visit.Count);
    }

    [Fact]
    public async Task Tracks_of_a_node_that_died_end_with_the_next_run_of_the_stream()
    {
        await _index.AddAsync("Ann", Faces.Like(0, 1f));
        var matcher = Open(ReadingProgress.None);
        await ReadAsync(matcher, 0, 3);
        Assert.Equal(0, matcher.ProgressAt(3).From);

        var next = Faces.Observed(400, Faces.Like(3, 0.65f)) with { Epoch = new StreamEpoch(2) };
        Assert.Null(await matcher.ReadAsync(next, 3, TestContext.Current.CancellationToken));
        Assert.Null(await matcher.ReadAsync(
            new CameraProgressed(new("door"), new(1), TimeSpan.FromSeconds(405), Faces.Start.AddSeconds(405)), 4,
            TestContext.Current.CancellationToken));

        Assert.Equal(3, matcher.ProgressAt(5).From);
    }

    private List<string> Sent() =>
        [.. _alerts.Select(alert => $"{alert.Id} {alert.State} {alert.LastSeen:O} {alert.Similarity} {alert.Crops}")];

    private static async Task<bool> FailsAsync(PartitionMatcher matcher, int i)
    {
        try
        {
            await matcher.ReadAsync(Visit[i], i, TestContext.Current.CancellationToken);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private PartitionMatcher Open(ReadingProgress progress, Func<bool>? fails = null) => new(
        new Identifier(_index, EvidenceModel.From(Options, null), Options, _ => new RateEstimate(0.001)), progress,
        (alert, _) =>
        {
            if (fails?.Invoke() == true)
            {
                throw new IOException("nobody listens");
            }

            _alerts.Add(alert);
            return ValueTask.CompletedTask;
        },
        _ => { }, _ => { }, TimeProvider.System);

    private static async Task ReadAsync(PartitionMatcher matcher, int from, int to, IReadOnlyList<ICameraEvent>? events = null)
    {
        for (var i = from; i < to; i++)
        {
            Assert.Null(await matcher.ReadAsync((events ?? Visit)[i], i, TestContext.Current.CancellationToken));
        }
    }
}
