using System.Diagnostics;
using System.Globalization;
using Analytics.Runtime.Inference;
using Analytics.Tests;
using Analytics.Train.Arithmetic;
using Xunit;

namespace Analytics.Train.Tests;

[FullTier]
public sealed class RestartSpec
{
    /// <summary>Makes this program, started again, a child of the spec: "first", then "second".</summary>
    internal const string Variable = "ANALYTICS_SPEC_RESTART";

    private const string Said = "restarted";

    [Fact]
    public async Task A_program_starts_itself_again_with_a_variable_that_native_libraries_see()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs start themselves again on Linux.");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["one argument", "", "ünd"])
        {
            RedirectStandardOutput = true,
            Environment = { [Variable] = "first" },
        };
        using var child = Process.Start(start)!;
        var said = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{Said} {child.Id} second|one argument||ünd"),
            said.Split('\n').Single(line => line.StartsWith(Said, StringComparison.Ordinal)));
        Assert.Equal(0, child.ExitCode);
    }

    /// <summary>What the child does instead of running specs.</summary>
    internal static void Child(string restarts)
    {
        if (restarts == "first")
        {
            Restart.With(new Dictionary<string, string> { [Variable] = "second" });
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Said} {Environment.ProcessId} {NativeEnvironment.Get(Variable)}|{string.Join('|', Environment.GetCommandLineArgs()[1..])}"));
        Environment.Exit(0);
    }
}
