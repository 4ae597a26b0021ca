namespace Analytics.Contracts.Files;

/// <summary>
/// Keeps other processes of the program, and other threads, out while it is held. It ends with the process that holds it.
/// </summary>
public static class FileLock
{
    /// <summary>Takes the lock, as soon as nobody else holds it.</summary>
    /// <param name="path">An empty file, which stays: to delete it would let two processes in.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <returns>The lock; disposing of it lets the next one in.</returns>
    /// <exception cref="IOException">Somebody else holds it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static IDisposable Take(string path, TimeSpan timeout)
    {
        FileStream? taken = null;
        SpinWait.SpinUntil(() => (taken = Try(path)) is not null, timeout);
        return taken ?? Open(path);
    }

    private static FileStream? Try(string path)
    {
        try
        {
            return Open(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
