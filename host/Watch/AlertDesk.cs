using Analytics.Contracts;
using Analytics.Host.Alerts;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>Where alerts come out: a snapshot, a JSON line, a line of the log.</summary>
/// <param name="lines">The JSON lines; none when nobody asked for them.</param>
/// <param name="snapshots">The pictures; none when they are switched off.</param>
/// <param name="onReaderGone">Called when the reader of the JSON lines has left.</param>
/// <param name="logger">Tells people.</param>
internal sealed class AlertDesk(AlertJsonLines? lines, SnapshotStore? snapshots, Action onReaderGone, ILogger logger)
{
    /// <summary>Sends one alert.</summary>
    public ValueTask SendAsync(Alert alert)
    {
        if (alert.State != AlertState.Closed)
        {
            logger.LogInformation(
                "{Person} on {Camera} ({State}): similarity {Similarity}, {Crops} crops, since {Media:0.0;-0.0;0.0} s",
                alert.Name, alert.Camera, alert.State.ToString().ToLowerInvariant(), alert.Similarity, alert.Crops,
                alert.FirstMediaTime.TotalSeconds);
        }

        try
        {
            var snapshot = snapshots?.Save(alert);
            if (lines?.Write(alert, snapshot) == false)
            {
                onReaderGone();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the watch; the alert stands in the log.
            logger.LogError("Alert {Id} ({Person} on {Camera}) could not be written: {Reason}", alert.Id, alert.Name, alert.Camera, error.Message);
        }

        return ValueTask.CompletedTask;
    }
}
