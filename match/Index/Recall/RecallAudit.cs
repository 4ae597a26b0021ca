using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Analytics.Match.Index.Recall;

/// <summary>
/// Searches once as <paramref name="depth"/> says and once exactly: was the nearest face found? None where it says nothing.
/// </summary>
public delegate ValueTask<bool?> RecallProbe(FaceQuery query, SearchDepth depth, CancellationToken cancellationToken);

/// <summary>
/// Repeats a sample of the searches exactly, one after the other in the background, and lets the outcomes decide how deep the next
/// ones go (<see cref="RecallPolicy"/>). A few wait; what comes on top of them is not audited, so that searches never wait for it.
/// Safe for several threads.
/// </summary>
public sealed class RecallAudit : IAsyncDisposable
{
    private const int MostWaiting = 16;
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly RecallPolicy _policy;
    private readonly double _share;
    private readonly double _target;
    private readonly RecallProbe _probe;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<FaceQuery> _waiting = Channel.CreateBounded<FaceQuery>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task _auditing;
    private long _lastAudit;
    private bool _failed;

    /// <summary>Begins to wait for searches.</summary>
    /// <param name="options">The target and the share.</param>
    /// <param name="probe">Makes both searches.</param>
    /// <param name="time">Measures when a minute has passed.</param>
    /// <param name="logger">Logs changes of the depth.</param>
    public RecallAudit(IndexOptions options, RecallProbe probe, TimeProvider time, ILogger logger)
    {
        (_share, _target, _probe, _time, _logger) = (options.AuditShare, options.RecallTarget, probe, time, logger);
        _policy = new RecallPolicy(_target, SearchDepth.Steps);
        _lastAudit = time.GetTimestamp();
        _auditing = AuditAsync();
    }

    /// <summary>How searches are done now.</summary>
    public SearchDepth Depth
    {
        get
        {
            lock (_gate)
            {
                return _failed ? SearchDepth.Exact : _policy.Depth;
            }
        }
    }

    /// <summary>Whether it has ended too early: nothing is known of what searches miss.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate)
            {
                return _failed;
            }
        }
    }

    /// <summary>Recall@1 of the depth that is audited; none before the first audit.</summary>
    public RecallEstimate? Estimate
    {
        get
        {
            lock (_gate)
            {
                return _policy.Estimate;
            }
        }
    }

    /// <summary>Takes note of a search; one in many is audited later.</summary>
    public void OnSearched(FaceQuery query)
    {
        if (_share <= 0)
        {
            return;
        }

        lock (_gate)
        {
            if (Random.Shared.NextDouble() >= _share && _time.GetElapsedTime(_lastAudit) < AtLeastEvery)
            {
                return;
            }

            _lastAudit = _time.GetTimestamp();
        }

        _waiting.Writer.TryWrite(query);
    }

    /// <summary>Stops; what waits is let go.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _auditing;
        _stop.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The audit ends, and is said to have ended.")]
    private async Task AuditAsync()
    {
        try
        {
            await foreach (var query in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                SearchDepth depth;
                lock (_gate)
                {
                    depth = _policy.Audited;
                }

                if (await _probe(query, depth, _stop.Token) is { } found)
                {
                    Judge(depth, found);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception unexpected)
        {
            lock (_gate)
            {
                _failed = true;
            }

            _logger.LogError(unexpected, "The audit of the index failed, so recall is unknown. From now on every search is exact.");
        }
    }

    private void Judge(SearchDepth depth, bool found)
    {
        MatchTelemetry.IndexAudits.Add(1, new KeyValuePair<string, object?>("found", found));
        SearchDepth before, after;
        RecallEstimate estimate;
        lock (_gate)
        {
            (before, estimate) = (_policy.Depth, With(_policy.Estimate, found));
            after = _policy.Add(depth, found) ? _policy.Depth : before;
        }

        MatchTelemetry.IndexRecall.Record(estimate.Recall);
        if (after == before)
        {
            return;
        }

        var (probes, misses) = (estimate.Probes, estimate.Misses);
        if (after.IsExact)
        {
            _logger.LogWarning(
                "The index missed the nearest face in {Misses} of {Probes} audited searches with {Depth}, its deepest: "
                + "a recall of {Target} is not possible, so from now on every search is exact.  "
                + "Searches take longer; the audit continues.",
                misses, probes, before, _target);
        }
        else
        {
            _logger.LogInformation(
                "After {Misses} misses in {Probes} audited searches the index changes from {Before} to {After}: "
                + "the target recall is {Target}.",
                misses, probes, before, after, _target);
        }
    }

    private static RecallEstimate With(RecallEstimate? estimate, bool found) =>
        new((estimate?.Probes ?? 0) + 1, (estimate?.Misses ?? 0) + (found ? 0 : 1));
}
