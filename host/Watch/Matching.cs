using Analytics.Contracts;
using Analytics.Host.Configuration;
using Analytics.Host.Terminal;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>Matching against the people that are watched for.</summary>
internal static class Matching
{
    /// <summary>How long observations wait for an index that is away once the end was asked for.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>Puts it together; it reads once it is called, until the token ends it or nobody follows the gallery any more.</summary>
    /// <param name="people">The gallery.</param>
    /// <param name="source">Where observations come from.</param>
    /// <param name="services">The models, the logs.</param>
    /// <param name="options">The rules.</param>
    /// <param name="onAlert">Takes an alert, named.</param>
    /// <param name="onIdentified">Takes a verdict.</param>
    /// <param name="names">What people are called.</param>
    public static Func<CancellationToken, Task> Of(
        WatchedPeople people, IEventSource source, IServiceProvider services, AnalyticsOptions options, Func<Alert, CancellationToken, ValueTask> onAlert,
        Action<TrackIdentified> onIdentified, PeopleNames names)
    {
        var calibration = services.GetRequiredService<ModelStore>().CalibrationOf(people.Index.Collection.Model);
        var logger = services.GetRequiredService<ILogger<TwiceEnrolled>>();
        TwiceEnrolled twice = new(people.Index, new Similarity(EvidenceModel.From(options.Match, calibration).Neutral), names, logger);
        people.OnChange(twice.RefreshAsync);
        var consumer = Topology.Match(
            source, people.Index, options.Match, calibration, (alert, giveUp) => onAlert(Named(alert, names), giveUp), onIdentified,
            new IndexOutages(services.GetRequiredService<ILogger<IndexOutages>>()).Tell, () => people.Size, people.ThresholdOf, twice.Alike);
        return async token =>
        {
            try
            {
                await twice.RefreshAsync(token);
            }
            catch (UserErrorException away)
            {
                logger.LogWarning("{Reason}", away.Message);
            }

            await RunAsync(consumer, people.Following, token);
        };
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

    /// <summary>Waits until all was read; false where that took too long and was given up.</summary>
    /// <param name="matching">Has nothing more to come.</param>
    /// <param name="reading">Ends it.</param>
    /// <param name="error">Hears what was given up.</param>
    public static async Task<bool> EndAsync(Task matching, CancellationTokenSource reading, StandardError error)
    {
        try
        {
            await matching;
            return true;
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            error.WriteLine($"error: what cameras saw last was not compared with anybody within {Farewell.TotalSeconds:0} s: the index is away or slow.");
            return false;
        }
    }

    /// <summary>Says that the index is away, once until it has been back for a while.</summary>
    private sealed class IndexOutages(ILogger logger)
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
        private long _told;

        public void Tell(IndexUnavailable unavailable)
        {
            if (_told == 0 || TimeProvider.System.GetElapsedTime(_told) > Quiet)
            {
                _told = TimeProvider.System.GetTimestamp();
                logger.LogWarning("Nobody can be identified for now, observations wait: {Reason}", unavailable.Reason);
            }
        }
    }
}
