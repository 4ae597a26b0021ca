using System.Collections.Concurrent;

namespace Analytics.Contracts.Processes;

/// <summary>
/// Finds programs by name in the folders that PATH names by their full paths, once for each name. .NET itself would also look in the
/// current folder, where anybody may have put a file of that name.
/// </summary>
public static class ProgramPath
{
    private static readonly ConcurrentDictionary<string, string> Found = new();

    /// <summary>The full path of a program; a symbolic link stays one.</summary>
    /// <param name="program">A name, or a full path.</param>
    /// <param name="remedy">What to do where it is missing, in a sentence.</param>
    /// <exception cref="FailureException">It is not there, may not be executed, or is a relative path.</exception>
    public static string Find(string program, string remedy) =>
        Found.GetOrAdd(program, name => Find(name, remedy, Environment.GetEnvironmentVariable("PATH")));

    /// <summary>The folders of a PATH that are full paths, in its order.</summary>
    internal static IEnumerable<string> Folders(string? path) =>
        (path ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);

    /// <summary>The same with a PATH of its own.</summary>
    internal static string Find(string program, string remedy, string? path)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return !Path.IsPathFullyQualified(program)
                ? throw new InvalidException(
                    $"'{program}' is neither a name nor a full path, so it depends on the current folder. {remedy}")
                : IsExecutable(program)
                    ? program
                    : throw new NotFoundException(
                        $"'{program}' cannot be started: there is no such file, or it is not a program. {remedy}");
        }

        var folders = Folders(path).ToList();
        return folders.Count == 0
            ? throw new NotFoundException(
                $"'{program}' cannot be found: PATH holds no full path. "
                + "Set PATH, for example to /usr/local/bin:/usr/bin:/bin.")
            : folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable)
                ?? throw new InvalidException(
                    $"'{program}' cannot be started: No such file or directory in those of PATH ({string.Join(", ", folders)}). {remedy}");
    }

    private static bool IsExecutable(string path) => File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
