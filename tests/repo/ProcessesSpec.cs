using System.Text.RegularExpressions;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>Who starts processes, and by which name.</summary>
public sealed partial class ProcessesSpec
{
    private const string TheOne = "contracts/Processes/ChildProcess.cs";

    // Becomes the same program again, with the environment that it has: no child.
    private const string Restart = "train/Arithmetic/Restart.cs";

    [Fact]
    public void Processes_are_started_in_one_place()
    {
        foreach (var (path, text) in Repository.Files("*.cs")
            .Where(file => file.Path is not (TheOne or Restart) && !IsOfDevelopers(file.Path)))
        {
            Assert.False(
                Start().IsMatch(text),
                $"{path} starts a process. Let {TheOne} do it: full path, empty environment, no privileges, limits.");
        }

        Assert.Matches(Start(), File.ReadAllText(Repository.File(TheOne)));
    }

    [Fact]
    public void Nobody_starts_a_program_that_is_looked_for_in_the_current_folder()
    {
        foreach (var (path, text) in Repository.Files("*.cs").Where(file => file.Path != "tests/repo/ProcessesSpec.cs"))
        {
            var named = BareName().Match(text);
            Assert.False(named.Success, $"{path} starts {named.Value} by name. ProgramPath.Find gives its full path.");
        }
    }

    private static bool IsOfDevelopers(string path) =>
        path.StartsWith("tests/", StringComparison.Ordinal) || path.StartsWith("bench/", StringComparison.Ordinal);

    [GeneratedRegex(@"\bProcessStartInfo\b|\bProcess\.Start\(|\bnew Process\(|\b(?:posix_spawn|execv|execve|fork|vfork|popen)\b""")]
    private static partial Regex Start();

    [GeneratedRegex(@"(?:ProcessStartInfo(?:\s+\w+\s*=\s*new)?|Process\.Start)\s*\(\s*""(?!/)[^""]*""")]
    private static partial Regex BareName();
}
