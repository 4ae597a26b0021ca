using System.Diagnostics;
using System.Text.Json;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests;

/// <summary>Runs the built executable as a user would, in a process of its own.</summary>
internal sealed class Executable : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _stderr;
    private readonly Task<string> _stdout;

    private Executable(Process process)
    {
        _process = process;
        _stdout = process.StandardOutput.ReadToEndAsync();
        _stderr = process.StandardError.ReadToEndAsync();
    }

    public int ProcessId => _process.Id;

    public static Executable Start(string models, params string[] arguments)
    {
        // A shell's background jobs ignore SIGINT, and hand that down: the program has to hear it.
        var start = new ProcessStartInfo(ProgramPath.Find("env", "Install it."))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ANALYTICS_MODELS"] = models },
        };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add(ProgramPath.Find("dotnet", "Install it."));
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Analytics.Host.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new Executable(Process.Start(start)!);
    }

    public static async Task<Finished> RunAsync(string models, params string[] arguments)
    {
        await using var executable = Start(models, arguments);
        return await executable.WaitAsync();
    }

    /// <summary>Sends SIGINT, as Ctrl-C does.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start(ProgramPath.Find("kill", "Install it."), ["-INT", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<Finished> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Finished(_process.ExitCode, await _stdout, await _stderr);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    internal sealed record Finished(int ExitCode, string Output, string Errors)
    {
        public IReadOnlyList<JsonElement> Alerts =>
            [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
