using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Train.Commands;

/// <summary>Files that were asked for.</summary>
internal static class Output
{
    /// <summary>Writes one that <c>--output</c> names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="inputs">The folders and files that the command reads.</param>
    /// <param name="overwrite">Whether what is there may be replaced.</param>
    /// <exception cref="FailureException">It is an input, is there already, or cannot be written there.</exception>
    public static void Write(string path, byte[] content, IEnumerable<string> inputs, bool overwrite)
    {
        OutputFile.Check("--output", path, inputs.SelectMany(input => OutputFile.In(input).Append(input)), overwrite);
        try
        {
            File.WriteAllBytes(path, content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"'{path}' cannot be written: {fault.Message} Name a file in a writable folder.");
        }
    }
}
