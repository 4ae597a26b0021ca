using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;

namespace Analytics.Match;

/// <summary>Reads what cameras see and hands on what becomes of it; each partition with evidence of its own.</summary>
/// <param name="source">Where events come from.</param>
/// <param name="identifiers">Make verdicts of them: a new one for each partition.</param>
/// <param name="onAlert">Takes an alert; the next event of its partition waits for it. The token gives that up.</param>
/// <param name="onIdentified">Takes a verdict back to the camera.</param>
/// <param name="onUnavailable">Called each time that the index is out of reach; the event waits and is tried again.</param>
/// <param name="time">Measures the time.</param>
public sealed class MatchConsumer(
    IEventSource source, Func<Identifier> identifiers, Func<Alert, CancellationToken, ValueTask> onAlert,
    Action<TrackIdentified> onIdentified,
    Action<IndexUnavailable> onUnavailable, TimeProvider time)
{
    /// <summary>Runs until the source has ended and was read, or the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => source.ReadAsync(
        (_, progress) => new PartitionMatcher(identifiers(), progress, onAlert, onIdentified, onUnavailable, time), cancellationToken);
}
