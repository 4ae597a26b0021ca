using System.Diagnostics;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests.Repo;

[FullTier]
public sealed class ScriptSpec
{
    private const string Executable = "100755";
    private const string Link = "120000"; // to a script that stands in the list itself

    [Fact]
    public void Every_script_is_executable_where_it_is_checked_out()
    {
        var scripts = Scripts().ToList();
        Assert.Contains(scripts, script => script.Path == "ops/demo");
        Assert.All(scripts, script => Assert.True(
            script.Mode == Executable,
            $"{script.Path} begins with #! but cannot be run. 'git add --chmod=+x {script.Path}' puts it right."));
    }

    [Fact]
    public void Every_bash_script_can_be_parsed()
    {
        var scripts = Scripts().Where(script => script.Interpreter.EndsWith("bash", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Run("bash", "-n", script.Path));
    }

    // git says what a fresh checkout will have; the disk only what this one has.
    private static IEnumerable<(string Path, string Mode, string Interpreter)> Scripts()
    {
        Assert.SkipUnless(Path.Exists(Repository.File(".git")), "This is no checkout of git, which says what is executable.");
        foreach (var entry in Run("git", "ls-files", "--stage").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (mode, path) = (entry.Split(' ')[0], entry.Split('\t')[1]);
            if (mode != Link && File.Exists(Repository.File(path)) && File.ReadLines(Repository.File(path)).FirstOrDefault() is { } first
                && first.StartsWith("#!", StringComparison.Ordinal))
            {
                yield return (path, mode, first[2..].Trim());
            }
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ProgramPath.Find(program, "Install it."), arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
