using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Watching;

/// <summary>Matching against the people that are watched for.</summary>
public static class Matching
{
    /// <summary>How long observations wait for an index that is down once the end was asked for.</summary>
    public static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Puts it together; it reads once it is called, until the token ends it or nobody follows the gallery any more.</summary>
    /// <param name="people">The gallery.</param>
    /// <param name="source">Where observations come from.</param>
    /// <param name="options">The rules.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    /// <param name="onAlert">Takes an alert, named.</param>
    /// <param name="onIdentified">Takes a verdict.</param>
    /// <param name="names">What people are called.</param>
    /// <param name="loggers">Take outages of the index, and who may be enrolled twice.</param>
    public static Func<CancellationToken, Task> Of(
        WatchedPeople people, IEventSource source, MatchOptions options, Calibration? calibration, Func<Alert, CancellationToken,
        ValueTask> onAlert,
        Action<TrackIdentified> onIdentified, PeopleNames names, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<TwiceEnrolled>();
        TwiceEnrolled twice = new(people.Index, new Similarity(EvidenceModel.From(options, calibration).Neutral), names, logger);
        people.OnChange(twice.RefreshAsync);
        var consumer = MatchHosting.Consumer(
            source, people.Index, options, calibration, (alert, cancellationToken) =>
                onAlert(Named(alert, names), cancellationToken), onIdentified,
            new IndexOutages(loggers.CreateLogger<IndexOutages>()).Report, () => people.Size, people.ThresholdOf, twice.Alike);
        return async token =>
        {
            try
            {
                await twice.RefreshAsync(token);
            }
            catch (FailureException away)
            {
                logger.LogWarning("{Reason}", away.Message);
            }

            await RunAsync(consumer, people.Following, token);
        };
    }

    /// <summary>Waits until all was read; false where that timed out.</summary>
    /// <param name="matching">Has nothing more to come.</param>
    /// <param name="reading">Ends it.</param>
    /// <param name="report">Takes a line for what was not compared.</param>
    public static async Task<bool> EndAsync(Task matching, CancellationTokenSource reading, Action<string> report)
    {
        try
        {
            await matching;
            return true;
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            report($"error: the last observations were not compared with anybody within {DrainTimeout.TotalSeconds:0} s: the index is "
                + "down or slow.");
            return false;
        }
    }

    /// <summary>Reads for as long as the gallery is followed: who goes on with an old one recognises people who were removed.</summary>
    internal static async Task RunAsync(MatchConsumer consumer, Task following, CancellationToken token)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(token);
        var matching = consumer.RunAsync(reading.Token);
        if (await Task.WhenAny(matching, following) != matching && following.IsFaulted)
        {
            await reading.CancelAsync();
            await matching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await following;
        }

        await matching;
    }

    private static Alert Named(Alert alert, PeopleNames names) => alert with
    {
        Name = names.Of(alert.Person),
        IndistinguishableFrom = [.. alert.IndistinguishableFrom.Select(other => other with { Name = names.Of(other.Person) })],
    };

    /// <summary>Reports that the index is down, once until it has been up for a while.</summary>
    private sealed class IndexOutages(ILogger logger)
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
        private long _reported;

        public void Report(IndexUnavailable unavailable)
        {
            if (_reported == 0 || TimeProvider.System.GetElapsedTime(_reported) > Quiet)
            {
                _reported = TimeProvider.System.GetTimestamp();
                logger.LogWarning("Matching is suspended, observations wait: {Reason}", unavailable.Reason);
            }
        }
    }
}
