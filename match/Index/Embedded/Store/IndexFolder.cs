using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>The folder of an index: taken by one process at a time, and the files in it that count.</summary>
internal sealed class IndexFolder : IDisposable
{
    private const string LockName = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A child process that is being started holds for a moment what this one had open.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(100);

    private readonly IDisposable _lock;

    private IndexFolder(IDisposable @lock) => _lock = @lock;

    /// <summary>Takes a folder; makes it where there is none.</summary>
    /// <exception cref="FailureException">Another process has it, or it cannot be written to.</exception>
    public static IndexFolder Take(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly);
            }

            return new IndexFolder(FileLock.Take(Path.Combine(path, LockName), LockTimeout));
        }
        catch (IOException exception) when (Directory.Exists(path) && File.Exists(Path.Combine(path, LockName)))
        {
            throw new IndexInUseException(
                $"The index in '{path}' is in use by another process ({exception.Message}).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"The index folder '{path}' cannot be used: {exception.Message}");
        }
    }

    /// <summary>The ranges of the files that count, in order. Leftovers of what was not finished are deleted.</summary>
    public static IReadOnlyList<FileRange> Ranges(IStoreFiles files)
    {
        var ranges = files.List().Select(StoreFile.RangeOf).OfType<FileRange>().ToList();
        var replaced = ranges.Where(range => ranges.Any(other => other != range && other.Holds(range))).ToList();
        foreach (var leftover in replaced.Select(StoreFile.NameOf)
            .Concat(files.List().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal))))
        {
            files.Delete(leftover);
        }

        return [.. ranges.Except(replaced).OrderBy(range => range.First)];
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
