using System.Runtime.InteropServices;

namespace Analytics.Cli;

/// <summary>The first SIGINT or SIGTERM asks for a clean shutdown; the second ends the process at once.</summary>
public sealed partial class Shutdown : IAsyncDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _gate = new();
    private Task _cancelling = Task.CompletedTask;
    private int _count;

    /// <summary>Listens from now on.</summary>
    public Shutdown()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Waits until the cancellation has called everybody, then stops listening. Throws what a callback threw.</summary>
    public async ValueTask DisposeAsync()
    {
        Task cancelling;
        lock (_gate)
        {
            cancelling = _cancelling;
        }

        // The caller may itself run within such a callback: blocking here would block the cancellation.
        try
        {
            await cancelling;
        }
        finally
        {
            _signals.ForEach(signal => signal.Dispose());
            _requested.Dispose();
        }
    }

    /// <summary>Takes a signal.</summary>
    internal void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            // Not on the signal's own thread: what the cancellation runs may take a while, and the second signal must get through.
            lock (_gate)
            {
                _cancelling = _requested.CancelAsync();
            }

            return;
        }

        if (!Console.IsErrorRedirected)
        {
            // A live table has hidden the cursor.
            Console.Error.Write("\u001b[?25h\n");
        }

        ExitNow(ExitCode.Interrupted);
    }

    // Environment.Exit waits for finalisers and handlers, which may be what hangs.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
