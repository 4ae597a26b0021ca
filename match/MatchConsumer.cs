using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;

namespace Analytics.Match;

/// <summary>Reads the bus to its end and hands on what the identifier makes of it, in order.</summary>
/// <param name="bus">Where events come from.</param>
/// <param name="identifier">What makes verdicts of them.</param>
/// <param name="onAlert">Takes an alert; the next event waits for it.</param>
/// <param name="onIdentified">Takes a verdict back to the camera.</param>
/// <param name="onUnavailable">Hears each time that the index is out of reach; the event waits and is tried again.</param>
/// <param name="time">Tells how long that is.</param>
public sealed class MatchConsumer(
    IEventBus bus, Identifier identifier, Func<Alert, ValueTask> onAlert, Action<TrackIdentified> onIdentified,
    Action<IndexUnavailable> onUnavailable, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the bus is completed and read, or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Alert> alerts = [];
        List<TrackIdentified> identified = [];
        await foreach (var @event in bus.ReadAllAsync(cancellationToken))
        {
            var started = Stopwatch.GetTimestamp();
            var before = identifier.Tracks;
            using var span = @event is FaceObserved observed
                ? MatchTelemetry.Source.StartActivity("identify", ActivityKind.Consumer, Sent(observed.Trace))
                : null;
            span?.SetTag("camera", @event.Camera.Value);
            await HandleAsync(@event, alerts, identified, cancellationToken);
            Measure(@event, started, identifier.Tracks - before);
            foreach (var verdict in identified)
            {
                onIdentified(verdict);
            }

            foreach (var alert in alerts)
            {
                using var alertSpan = MatchTelemetry.Source.StartActivity("alert");
                var state = alert.State.ToString().ToLowerInvariant();
                alertSpan?.SetTag("camera", alert.Camera.Value).SetTag("alert", alert.Id).SetTag("state", state);
                MatchTelemetry.Alerts.Add(1, new KeyValuePair<string, object?>("state", state));
                if (alert.State == AlertState.Early)
                {
                    MatchTelemetry.TimeToName.Record((alert.LastMediaTime - alert.FirstMediaTime).TotalSeconds);
                }

                await onAlert(alert);
            }

            alerts.Clear();
            identified.Clear();
        }
    }

    // Nothing that was observed is lost while the index is away: the bus fills up, and frames are dropped before detection.
    private async ValueTask HandleAsync(
        ICameraEvent @event, List<Alert> alerts, List<TrackIdentified> identified, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        while (await identifier.HandleAsync(@event, alerts, identified, cancellationToken) is { } unavailable)
        {
            MatchTelemetry.Unavailable.Add(1);
            onUnavailable(unavailable);
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    // To a sampler the far side of a bus is remote: of a frame that it left out, it then leaves out the alert too.
    private static ActivityContext Sent(ActivityContext trace) =>
        trace == default ? default : new(trace.TraceId, trace.SpanId, trace.TraceFlags, trace.TraceState, isRemote: true);

    private static void Measure(ICameraEvent @event, long started, int tracks)
    {
        MatchTelemetry.Tracks.Add(tracks);
        if (@event is FaceObserved)
        {
            MatchTelemetry.Observations.Add(1);
            MatchTelemetry.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}
