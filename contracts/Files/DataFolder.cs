using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Analytics.Contracts.Files;

/// <summary>
/// Where the program keeps its own files: folders that nobody but their owner may enter (0700), files that nobody else may read (0600).
/// </summary>
public static partial class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WrittenByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const uint OthersMask = 0x3F; // 077

    // What the program makes at the top of the folder; names of files go on (gallery.db-wal).
    private static readonly string[] Own = ["gallery.db", "index", "models", "nodes", "snapshots", "spool"];

    // Who finds these open to others does not close them, but refuses or replaces them: somebody may have read them.
    private static readonly string[] Secrets = ["api.token", "master.key"];

    /// <summary><c>analytics</c> under <c>$XDG_DATA_HOME</c>, else under <c>~/.local/share</c>, else under the current folder.</summary>
    public static string Default { get; } = Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder ? folder
                : ".",
        "analytics");

    /// <summary>Modes of a file that let others in.</summary>
    public static UnixFileMode Others { get; } = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// From now on all that this process makes, and what its children make, is of its owner alone, whatever the umask was. What is in the
    /// folder already and open to others is closed, with a line that says so. The folder itself is closed where it is the default one or
    /// holds nothing but what the program makes; one that holds more is shared on purpose, and its mode is left.
    /// </summary>
    /// <param name="path">The folder; it need not be there.</param>
    /// <param name="log">Takes lines of text.</param>
    public static void Claim(string path, Action<string> log)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _ = SetMask(OthersMask);
        DirectoryInfo folder = new(path.Length == 0 ? "." : path);
        if (!folder.Exists)
        {
            return;
        }

        try
        {
            Close(folder, log);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log($"warning: other users may read the data folder '{path}', and its modes cannot be changed: {fault.Message} "
                + $"Run 'chmod -R go= {path}' as its owner.");
        }
    }

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="FailureException">It cannot be made.</exception>
    public static void Make(string path)
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
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidException($"The data folder '{path}' cannot be created: {fault.Message}"
                + (path == Default ? " It depends on the user's home folder (HOME, XDG_DATA_HOME)." : ""))
            {
                Subject = FailureSubject.DataFolder,
            };
        }
    }

    /// <summary>Whether a file or folder is in the default folder.</summary>
    public static bool IsInDefault(string path) =>
        Path.GetFullPath(path).StartsWith(Path.GetFullPath(Default) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [UnsupportedOSPlatform("windows")]
    private static void Close(DirectoryInfo folder, Action<string> log)
    {
        var entries = folder.EnumerateFileSystemInfos().ToList();
        var isOurs = Path.GetFullPath(folder.FullName) == Path.GetFullPath(Default)
            || entries.TrueForAll(entry => IsNamed(entry, Own) || IsNamed(entry, Secrets));
        var closed = entries.Where(entry => !IsNamed(entry, Secrets) && (isOurs || IsNamed(entry, Own))).Sum(CloseTree)
            + (isOurs ? CloseOne(folder) : 0);
        if (closed > 0)
        {
            log($"The data folder '{folder}' was open to other users: {closed} files and folders are now accessible to their owner only.");
        }

        if ((folder.UnixFileMode & WrittenByOthers) != 0)
        {
            log($"warning: other users may write to the data folder '{folder}', which holds more than the program's files. "
                + $"Run 'chmod go-w {folder}', or use another data folder.");
        }
    }

    // A folder is closed after what is in it: one that is closed needs no second look.
    [UnsupportedOSPlatform("windows")]
    private static int CloseTree(FileSystemInfo entry)
    {
        try
        {
            return entry switch
            {
                { LinkTarget: not null } => 0,
                DirectoryInfo folder when (folder.UnixFileMode & Others) != 0 =>
                    folder.EnumerateFileSystemInfos().Sum(CloseTree) + CloseOne(folder),
                DirectoryInfo => 0,
                _ => CloseOne(entry),
            };
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0; // another process of the program has just removed it
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static int CloseOne(FileSystemInfo entry)
    {
        if ((entry.UnixFileMode & Others) == 0)
        {
            return 0;
        }

        entry.UnixFileMode &= ~Others;
        return 1;
    }

    private static bool IsNamed(FileSystemInfo entry, string[] names) =>
        names.Any(name => entry.Name == name
            || (entry.Name.StartsWith(name, StringComparison.Ordinal) && entry.Name[name.Length] is '-' or '.'));

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
