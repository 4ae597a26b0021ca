using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;

namespace Analytics.Match;

/// <summary>
/// Identification of the cameras of one partition. What it knows is in memory; the next reader of the partition gathers it again from
/// <see cref="ReadingProgress.From"/> on, and reports nothing until <see cref="ReadingProgress.Done"/>.
/// </summary>
internal sealed class PartitionMatcher(
    Identifier identifier, ReadingProgress progress, Func<Alert, CancellationToken, ValueTask> onAlert,
    Action<TrackIdentified> onIdentified,
    Action<IndexUnavailable> onUnavailable, TimeProvider time) : IPartitionReader
{
    // A camera that reports nothing for so many events of others has fallen silent. And of a track that goes on for longer than the most,
    // the latest part is gathered again: all others wait meanwhile.
    private const long Silent = 40_000;
    private const long MostGathered = 50_000;
    private const long LookedForSilent = 1000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private readonly List<Alert> _alerts = [];
    private readonly List<TrackIdentified> _identified = [];
    private readonly Queue<Alert> _unreported = [];
    private bool _gathering = progress.Done > progress.From;
    private ReadingProgress? _latest;
    private long _handled = -1;
    private long _nextLook;

    /// <inheritdoc/>
    public ReadingProgress ProgressAt(long done)
    {
        // What is yet to be reported must not be lost with this process.
        if (!_gathering && _unreported.Count == 0)
        {
            _latest = new(Math.Max(identifier.OpenFrom ?? done, done - MostGathered), done, [.. identifier.OpenAlerts.Select(NameOf)]);
        }

        return _latest ?? progress;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync(ICameraEvent @event, long position, CancellationToken cancellationToken)
    {
        if (@event is FaceObserved { Template: var template } && identifier.Collection.FaultOf(template) is { } fault)
        {
            return fault;
        }

        if (_gathering && position >= progress.Done)
        {
            _gathering = false;
            FindUnreported();
        }

        using var span = @event is FaceObserved observed
            ? MatchTelemetry.Source.StartActivity("identify", ActivityKind.Consumer, Sent(observed.Trace))
            : null;
        span?.SetTag("camera", @event.Camera.Value);
        if (position != _handled)
        {
            await IdentifyAsync(@event, position, cancellationToken);
        }

        // An alert stays until it was reported, even if the event that it came from is skipped.
        while (_unreported.TryPeek(out var alert))
        {
            await ReportAsync(alert, cancellationToken);
            _unreported.Dequeue();
        }

        return null;
    }

    /// <inheritdoc/>
    public void Close() => MatchTelemetry.Tracks.Add(-identifier.Tracks);

    private async ValueTask IdentifyAsync(ICameraEvent @event, long position, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var before = identifier.Tracks;
        _alerts.Clear();
        _identified.Clear();
        try
        {
            await HandleAsync(@event, position, cancellationToken);
            _handled = position; // whatever comes now: it was taken in
            if (position >= _nextLook)
            {
                _nextLook = (position / LookedForSilent + 1) * LookedForSilent; // the same for each reader
                identifier.EndSilent(position - Silent, _alerts);
            }
        }
        finally
        {
            // The identifier does not say again what it has said of an event that failed later.
            MatchTelemetry.Tracks.Add(identifier.Tracks - before);
            (_gathering ? [] : _alerts).ForEach(_unreported.Enqueue);
        }

        if (!_gathering)
        {
            Measure(@event, started);
            _identified.ForEach(onIdentified);
        }
    }

    // Nothing that was observed is lost while the index is away: the bus fills up, and frames are dropped before detection.
    private async ValueTask HandleAsync(ICameraEvent @event, long position, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        while (await identifier.HandleAsync(@event, position, _alerts, _identified, cancellationToken) is { } unavailable)
        {
            MatchTelemetry.Unavailable.Add(1);
            onUnavailable(unavailable);
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    // The gallery may have changed since: who is recognised only now was never reported.
    private void FindUnreported()
    {
        foreach (var open in identifier.OpenAlerts)
        {
            foreach (var state in new[] { AlertState.Early, AlertState.Confirmed }.Where(state => state <= open.State))
            {
                var alert = open with { State = state };
                if (!WasReported(alert) && !WasReported(alert with { State = AlertState.Confirmed }))
                {
                    _unreported.Enqueue(alert);
                }
            }
        }

        bool WasReported(Alert alert) => progress.Reported.Contains(NameOf(alert));
    }

    private async ValueTask ReportAsync(Alert alert, CancellationToken cancellationToken)
    {
        using var span = MatchTelemetry.Source.StartActivity("alert");
        var state = alert.State.ToString().ToLowerInvariant();
        span?.SetTag("camera", alert.Camera.Value).SetTag("alert", alert.Id).SetTag("state", state);
        MatchTelemetry.Alerts.Add(1, new KeyValuePair<string, object?>("state", state));
        if (alert.State == AlertState.Early)
        {
            MatchTelemetry.TimeToName.Record((alert.LastMediaTime - alert.FirstMediaTime).TotalSeconds);
        }

        await onAlert(alert, cancellationToken);
    }

    private static string NameOf(Alert alert) => $"{alert.Id}/{alert.State}";

    // To a sampler the far side of a bus is remote: of a frame that it left out, it then leaves out the alert too.
    private static ActivityContext Sent(ActivityContext trace) =>
        trace == default ? default : new(trace.TraceId, trace.SpanId, trace.TraceFlags, trace.TraceState, isRemote: true);

    private void Measure(ICameraEvent @event, long started)
    {
        if (@event is FaceObserved)
        {
            MatchTelemetry.Observations.Add(1);
            MatchTelemetry.Duration.Record(time.GetElapsedTime(started).TotalSeconds);
        }
    }
}
