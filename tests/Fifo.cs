using System.Runtime.InteropServices;

namespace Analytics.Tests;

/// <summary>Makes named pipes, which nobody ever writes to.</summary>
internal static partial class Fifo
{
    private const uint OfUser = 0x180; // 0600

    /// <summary>0 when it was made.</summary>
    public static int Make(string path) => Make(path, OfUser);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Make(string path, uint mode);
}
