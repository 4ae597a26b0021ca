using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Recall;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Matching.Index.Recall;

public sealed class RecallAuditSpec
{
    private static readonly FaceQuery Query = new(Faces.Like(0, 1), 5) { ExactFrom = new Similarity(0.4f) };
    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _audited = new(0);

    [Fact]
    public async Task All_searches_are_audited_where_that_is_asked_for()
    {
        await using var audit = Audit(share: 1);

        for (var search = 0; search < 50; search++)
        {
            audit.OnSearched(Query);
            Assert.True(await _audited.WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task At_least_one_search_a_minute_is_audited_however_small_the_share()
    {
        await using var audit = Audit(share: 1e-12);
        audit.OnSearched(Query);
        Assert.False(await _audited.WaitAsync(TimeSpan.FromMilliseconds(50)));

        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            audit.OnSearched(Query);
            Assert.True(await _audited.WaitAsync(TimeSpan.FromSeconds(10)));
            audit.OnSearched(Query);
            Assert.False(await _audited.WaitAsync(TimeSpan.FromMilliseconds(50)));
        }
    }

    [Fact]
    public async Task Where_the_audit_itself_fails_every_face_is_compared_from_then_on()
    {
        var audit = new RecallAudit(
            new IndexOptions { AuditShare = 1 },
            (_, _, _) =>
            {
                _audited.Release();
                throw new InvalidOperationException("no audit");
            },
            _time, NullLogger.Instance);
        Assert.False(audit.Depth.IsExact);
        audit.OnSearched(Query);
        Assert.True(await _audited.WaitAsync(TimeSpan.FromMinutes(1)));

        await audit.DisposeAsync();

        Assert.True(audit.HasFailed);
        Assert.True(audit.Depth.IsExact);
    }

    [Fact]
    public async Task Nothing_is_audited_with_a_share_of_nothing()
    {
        await using var audit = Audit(share: 0);
        _time.Advance(TimeSpan.FromHours(1));

        audit.OnSearched(Query);

        Assert.False(await _audited.WaitAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Null(audit.Estimate);
    }

    [Fact]
    public async Task Searches_never_wait_for_an_audit_and_what_is_too_much_is_left_out()
    {
        TaskCompletionSource hold = new();
        var probes = 0;
        await using var audit = new RecallAudit(
            new IndexOptions { AuditShare = 1 },
            async (_, _, _) =>
            {
                Interlocked.Increment(ref probes);
                await hold.Task;
                _audited.Release();
                return true;
            },
            _time, NullLogger.Instance);

        for (var search = 0; search < 1000; search++)
        {
            audit.OnSearched(Query);
        }

        hold.SetResult();
        Assert.True(await _audited.WaitAsync(TimeSpan.FromSeconds(10)));
        while (await _audited.WaitAsync(TimeSpan.FromMilliseconds(200)))
        {
        }

        Assert.InRange(probes, 1, 20);
    }

    [Fact]
    public async Task Going_over_to_exact_search_is_reported_once_with_what_was_seen()
    {
        Lines lines = new();
        await using var audit = Audit(share: 1, found: false, lines);

        while (!audit.Depth.IsExact)
        {
            audit.OnSearched(Query);
            Assert.True(await _audited.WaitAsync(TimeSpan.FromSeconds(10)));
        }

        for (var search = 0; search < 50; search++)
        {
            audit.OnSearched(Query);
            Assert.True(await _audited.WaitAsync(TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(SearchDepth.Steps.Count - 1, lines.Of(LogLevel.Information).Count);
        var warning = Assert.Single(lines.Of(LogLevel.Warning));
        Assert.StartsWith(
            "The index missed the nearest face in 2 of 2 audited searches with hnsw_ef 2048", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(lines.Of(LogLevel.Information).Append(warning), line => line.Contains("Template", StringComparison.Ordinal));
    }

    private RecallAudit Audit(double share, bool found = true, ILogger? logger = null) => new(
        new IndexOptions { AuditShare = share },
        (_, _, _) =>
        {
            _audited.Release();
            return ValueTask.FromResult<bool?>(found);
        },
        _time, logger ?? NullLogger.Instance);
}
