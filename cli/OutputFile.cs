using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Cli;

/// <summary>
/// What every command asks before it writes a file that it was given the name of: an output is never an input, and replaces nothing
/// unasked.
/// </summary>
public static class OutputFile
{
    /// <summary>A file that is replaced.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputs">The files that the command reads.</param>
    /// <param name="overwrite">Whether what is there may be replaced; an input never.</param>
    /// <exception cref="FailureException">It is an input, or holds something already.</exception>
    public static void Check(string option, string path, IEnumerable<string> inputs, bool overwrite)
    {
        CheckAppended(option, path, inputs);
        if (!overwrite && FileIdentity.OfPath(path) is { IsRegular: true } && new FileInfo(path).Length > 0)
        {
            throw new ConflictException($"{option}: '{path}' already exists. Name another file, or replace it with --overwrite.");
        }
    }

    /// <summary>A file that is appended to.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputs">The files that the command reads, and those that it writes besides, whether they are there yet or not.</param>
    /// <exception cref="FailureException">It is one of these.</exception>
    public static void CheckAppended(string option, string path, IEnumerable<string> inputs)
    {
        var (full, output) = (Path.GetFullPath(path), FileIdentity.OfPath(path));
        if (output is null or { IsRegular: true } && inputs.FirstOrDefault(IsOutput) is { } input)
        {
            throw new ConflictException(
                $"{option}: '{path}' is already used by this command as '{input}' and would be overwritten. Name another file.");
        }

        bool IsOutput(string input) => output is null ? Path.GetFullPath(input) == full : FileIdentity.OfPath(input) == output;
    }

    /// <summary>All files of a folder and those below it; none where it is no folder.</summary>
    public static IEnumerable<string> In(string? folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true }) : [];
}
