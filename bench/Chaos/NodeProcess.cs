using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Processes;

namespace Analytics.Benchmarks.Chaos;

/// <summary>A node of the site as a process of its own. What it says goes to a file, which outlives it.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly string _name;
    private readonly IReadOnlyList<string> _command;
    private readonly string _log;
    private Process? _process;

    /// <param name="name">What its log is called.</param>
    /// <param name="address">Its <c>host:port</c> among the nodes.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="log">Takes what it says on standard error.</param>
    public NodeProcess(string name, string address, IReadOnlyList<string> command, string log) =>
        (_name, Address, _command, _log) = (name, address, command, log);

    /// <summary>Its <c>host:port</c> among the nodes.</summary>
    public string Address { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it answered to the system; none while it runs.</summary>
    public int? ExitCode => _process is { HasExited: true } ? _process.ExitCode : null;

    /// <summary>Bytes of memory that are its own.</summary>
    public long Memory =>
        File.ReadLines($"/proc/{_process!.Id}/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    /// <summary>Starts it.</summary>
    public void Start()
    {
        _process?.Dispose();
        var quoted = string.Join(' ', _command.Select(word => $"'{word}'"));
        _process = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"exec {quoted} 2>>'{_log}' >/dev/null"]))!;
    }

    /// <summary>Kills it with SIGKILL.</summary>
    public void Kill()
    {
        Signal("KILL");
        _process!.WaitForExit();
    }

    /// <summary>SIGTERM; returns how long it took to end.</summary>
    public async Task<TimeSpan> TerminateAsync()
    {
        var began = Stopwatch.GetTimestamp();
        Signal("TERM");
        await _process!.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Stops it with SIGSTOP.</summary>
    public void Pause() => Signal("STOP");

    /// <summary>Lets it go on with SIGCONT.</summary>
    public void Resume() => Signal("CONT");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsRunning)
        {
            Signal("CONT");
            Kill();
        }

        _process?.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    private void Signal(string signal)
    {
        using var kill = Process.Start(
            ProgramPath.Find("kill", "Install procps."), [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
