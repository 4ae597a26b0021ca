using System.Runtime.InteropServices;

namespace Analytics.Alerts;

/// <summary>Reopens the file of alerts on SIGHUP, for log rotation. The signal ends nothing, even if there is no such file.</summary>
public sealed class Hangup : IDisposable
{
    private readonly PosixSignalRegistration _signal;

    /// <summary>Listens from now on.</summary>
    /// <param name="lines">The file to reopen; none where no alerts are written.</param>
    /// <param name="warn">Takes a line where it cannot be.</param>
    public Hangup(AlertJsonLines? lines, Action<string> warn) => _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        try
        {
            lines?.Reopen();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            warn($"warning: the file of alerts cannot be reopened; alerts wait until it can: {failed.Message}");
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
