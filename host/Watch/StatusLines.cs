using Analytics.Cli.Terminal;

namespace Analytics.Host.Watch;

/// <summary>The cameras as plain lines, for logs and pipes: one when a camera changes its state, and one each ten seconds.</summary>
public sealed class StatusLines(StandardError error, Func<IReadOnlyList<CameraRow>> rows, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (string State, long At)> _reported = [];

    /// <summary>Writes until <paramref name="stop"/> is cancelled, then one line more for each camera.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            Report();
        }
        while (await LiveTable.TickAsync(timer, stop));
        foreach (var row in rows())
        {
            error.WriteLine(row.ToString());
        }
    }

    /// <summary>Writes the lines that are due now.</summary>
    public void Report()
    {
        foreach (var row in rows())
        {
            if (!_reported.TryGetValue(row.Camera, out var last) || last.State != row.State || time.GetElapsedTime(last.At) >= Interval)
            {
                _reported[row.Camera] = (row.State, time.GetTimestamp());
                error.WriteLine(row.ToString());
            }
        }
    }
}
