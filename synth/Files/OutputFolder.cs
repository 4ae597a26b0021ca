using Analytics.Contracts;

namespace Analytics.Synth.Files;

/// <summary>
/// A folder that appears once all of it is written, and not at all if writing was stopped or failed.
/// </summary>
internal static class OutputFolder
{
    /// <summary>Writes <paramref name="path"/>.</summary>
    /// <param name="path">A folder that is empty or not there.</param>
    /// <param name="write">Gets the folder to write to.</param>
    /// <exception cref="FailureException">It holds something, or cannot be written.</exception>
    public static void Write(string path, Action<string> write)
    {
        if (path.Length == 0)
        {
            throw new InvalidException("The folder has no name. Name one that is empty or does not exist.");
        }

        var final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var unfinished = $"{final}.unfinished";
        try
        {
            Clear(path, final);
            Remove(unfinished); // of one who was killed
            Directory.CreateDirectory(unfinished);
            write(unfinished);
            Directory.Move(unfinished, final);
        }
        catch (Exception fault) when (Cause(fault) is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"The folder '{path}' cannot be written: {Cause(fault).Message} Name one in a writable folder, on a disk with free space.");
        }
        finally
        {
            Remove(unfinished);
        }
    }

    // An empty folder makes way at once: where it cannot, a mount point for example, that is known before the work and not after.
    private static void Clear(string path, string final)
    {
        if (File.Exists(final) || (Directory.Exists(final) && Directory.EnumerateFileSystemEntries(final).Any()))
        {
            throw new ConflictException(
                $"'{path}' already exists and is not an empty folder. Name a folder that is empty or does not exist.");
        }

        if (Directory.Exists(final))
        {
            Directory.Delete(final);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Of several threads the first one's.
    private static Exception Cause(Exception fault) => fault is AggregateException several ? several.InnerExceptions[0] : fault;
}
