using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests.Contracts.Processes;

[FullTier]
public sealed class ChildProcessSpec
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_child_sees_nothing_of_our_environment_but_full_paths_and_a_language()
    {
        Assert.NotEqual(2, Environment.GetEnvironmentVariables().Count);

        var seen = Said("env").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ToArray();

        Assert.Equal("LANG=C.UTF-8", seen[0]);
        Assert.StartsWith("PATH=/", seen[1], StringComparison.Ordinal);
        Assert.Equal(2, seen.Length);
        Assert.All(seen[1]["PATH=".Length..].Split(':'), folder => Assert.True(Path.IsPathFullyQualified(folder), folder));
    }

    [Fact]
    public void A_child_sees_the_variables_that_are_meant_for_it()
    {
        var command = new ChildCommand(Find("env"), []) { Variables = new Dictionary<string, string> { ["DEVICE"] = "a b" } };

        Assert.Contains("DEVICE=a b\n", Said(command), StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_can_gain_no_privileges_and_has_a_session_of_its_own()
    {
        SkipUnlessLinux();
        var status = Said("cat", "/proc/self/status");
        var stat = Said("cat", "/proc/self/stat");

        Assert.Contains("NoNewPrivs:\t1\n", status, StringComparison.Ordinal);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        Assert.Equal(stat.Split(' ')[0], fields[3]); // session, proc(5)
    }

    [Fact]
    public void A_child_has_a_limit_of_memory_and_leaves_no_core_file()
    {
        SkipUnlessLinux();
        var limits = Said("cat", "/proc/self/limits");

        Assert.Matches(@"Max address space +4294967296 +4294967296 +bytes", limits);
        Assert.Matches(@"Max core file size +0 +0 +bytes", limits);
        Assert.Matches(
            @"Max address space +1073741824 ", Said(new ChildCommand(Find("cat"), ["/proc/self/limits"]) { MemoryBytes = 1 << 30 }));
        Assert.DoesNotMatch(
            @"Max address space +4294967296 ", Said(new ChildCommand(Find("cat"), ["/proc/self/limits"]) { MemoryBytes = null }));
    }

    [Fact]
    public void A_child_outlives_the_thread_that_asked_for_it()
    {
        Process? cat = null;
        var thread = new Thread(() => cat = ChildProcess.Start(new ChildCommand(Find("cat"), [])));
        thread.Start();
        thread.Join();

        cat!.StandardInput.WriteLine("still here");
        cat.StandardInput.Close();

        Assert.Equal("still here", cat.StandardOutput.ReadLine());
        Assert.True(cat.WaitForExit(Timeout));
        Assert.Equal(0, cat.ExitCode);
        cat.Dispose();
    }

    [Fact]
    public async Task A_child_dies_with_its_parent_however_that_ends()
    {
        SkipUnlessLinux();
        var crash = Path.Combine(AppContext.BaseDirectory, "Analytics.Tests.Crash.dll");
        using var parent = Process.Start(
            new ProcessStartInfo(Find("dotnet"), [crash, "child", Find("sleep")]) { RedirectStandardOutput = true })!;
        var child = int.Parse(
            (await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => NameOf(child) == "sleep", Timeout), $"the child is '{NameOf(child)}'");

        parent.Kill(); // SIGKILL
        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(SpinWait.SpinUntil(() => NameOf(child) != "sleep", Timeout), "the child lives on");
    }

    [Fact]
    public void What_cannot_be_executed_is_an_error_with_a_remedy()
    {
        var error = Assert.ThrowsAny<FailureException>(() => ProgramPath.Find("/no/such/program", "Install it."));

        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
    }

    private static string Find(string program) => ProgramPath.Find(program, "Install it.");

    private static string Said(string program, params string[] arguments) => Said(new ChildCommand(Find(program), arguments));

    private static string Said(ChildCommand command)
    {
        using var child = ChildProcess.Start(command);
        child.StandardInput.Close();
        var output = child.StandardOutput.ReadToEnd();
        var errors = child.StandardError.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors);
        return output;
    }

    /// <summary>The name of a running process; none of one that has ended.</summary>
    private static string? NameOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            return stat[close + 2] is 'Z' or 'X' ? null : stat[(open + 1)..close];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void SkipUnlessLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "this is of Linux");
}
