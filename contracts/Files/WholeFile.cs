namespace Analytics.Contracts.Files;

/// <summary>
/// Small files that are there whole or not at all, whatever happens to the process or the machine while they are written.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes a file, in the place of one that is there.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">All of it.</param>
    /// <param name="secret">Whether only its owner may read it, whatever the umask is.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written; what was there stays.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool secret = false) =>
        Write(path, content, secret, overwrite: true);

    /// <summary>Writes a file where there is none. Of processes that do so at the same time, one succeeds.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">All of it.</param>
    /// <param name="secret">Whether only its owner may read it, whatever the umask is.</param>
    /// <returns>False where there is one, which stays.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static bool Create(string path, ReadOnlySpan<byte> content, bool secret = false)
    {
        try
        {
            Write(path, content, secret, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool secret, bool overwrite)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (secret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(partial, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
