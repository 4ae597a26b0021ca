using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests;

/// <summary>Runs the built executable as a user would, in a process of its own.</summary>
internal sealed class Executable : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task _stderr;
    private readonly Task<string> _stdout;

    private Executable(Process process)
    {
        _process = process;
        _stdout = process.StandardOutput.ReadToEndAsync();
        _stderr = ListenAsync(process.StandardError);
    }

    public int ProcessId => _process.Id;

    /// <summary>What it has said on its standard error by now.</summary>
    public string Errors
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

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
        using var kill = Process.Start(
            ProgramPath.Find("kill", "Install it."), ["-INT", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<Finished> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _stderr;
        return new Finished(_process.ExitCode, await _stdout, Errors);
    }

    /// <summary>Waits until something holds, as long as it runs.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.False(_process.HasExited, $"It has ended: {Errors}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
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

    private async Task ListenAsync(StreamReader errors)
    {
        var letters = new char[4096];
        for (int count; (count = await errors.ReadAsync(letters)) > 0;)
        {
            lock (_said)
            {
                _said.Append(letters, 0, count);
            }
        }
    }

    internal sealed record Finished(int ExitCode, string Output, string Errors)
    {
        public IReadOnlyList<JsonElement> Alerts =>
            [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
