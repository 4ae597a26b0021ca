using Analytics.Cli.Terminal;

namespace Analytics.Host.Watch;

/// <summary>Shows the cameras in the way that fits where standard error goes.</summary>
public static class CameraDisplay
{
    /// <summary>
    /// A live table on a terminal, else plain lines, until <paramref name="stop"/> is cancelled. A terminal that also shows the alerts
    /// of standard output gets lines, since two writers would tear the table.
    /// </summary>
    public static Task RunAsync(
        StandardError error, bool alertsOnTerminal, Func<IReadOnlyList<CameraRow>> rows, TimeProvider time, CancellationToken stop) =>
        error.IsInteractive && !alertsOnTerminal
            ? new LiveTable(error, rows, time).RunAsync(stop)
            : new StatusLines(error, rows, time).RunAsync(stop);
}
