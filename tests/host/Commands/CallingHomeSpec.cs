using System.Diagnostics;
using Xunit;

namespace Analytics.Tests.Host;

/// <summary>What a program opens, as the kernel sees it.</summary>
[FullTier]
public sealed class CallingHomeSpec : IDisposable
{
    private const string Strace = "/usr/bin/strace";

    private readonly TempFolder _home = new();
    private readonly TempFolder _traces = new();

    public void Dispose()
    {
        _home.Dispose();
        _traces.Dispose();
    }

    [Fact]
    public async Task A_run_of_the_models_leaves_nothing_with_the_user()
    {
        var (exitCode, said) = await RunAsync([]);
        Assert.True(exitCode == 0, said);
        Assert.Contains("good facefinder: the file and what", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_run_of_the_models_opens_no_connection_looks_up_no_host_and_writes_no_file()
    {
        var trace = Path.Combine(_traces.Path, "trace");
        Assert.SkipUnless(File.Exists(Strace), "strace is not here: apt-get install strace, or 'ops/setup' for all that is needed.");
        string[] traced = [Strace, "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,open,openat,creat,mkdir,mkdirat", "-o", trace];
        Assert.SkipUnless(
            (await RunAsync([.. traced, "true"], alone: true)).ExitCode == 0, "This machine does not allow ptrace, which strace needs.");

        var (exitCode, said) = await RunAsync(traced);

        Assert.True(exitCode == 0, said);
        var calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        Assert.Contains(calls, call => call.Contains("libonnxruntime", StringComparison.Ordinal)); // it was loaded, and seen
        Assert.DoesNotContain(calls, call => call.Contains("AF_INET", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("resolv.conf", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains(_home.Path, StringComparison.Ordinal)
            && (call.Contains("O_CREAT", StringComparison.Ordinal) || call.Contains("mkdir", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_specs_themselves_report_to_nobody_that_they_ran() =>
        Assert.Equal("1", Environment.GetEnvironmentVariable(NoTelemetry.Variable));

    private async Task<(int ExitCode, string Said)> RunAsync(string[] before, bool alone = false)
    {
        string[] program = alone ? [] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Host.dll"), "models", "verify"];
        string[] command = [.. before, .. program];
        var start = new ProcessStartInfo("/usr/bin/env", command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = _home.Path, ["ANALYTICS_MODELS"] = Path.Combine(_home.Path, "models") },
        };
        foreach (var variable in (string[])["XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "ORT_DISABLE_TELEMETRY"])
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
