using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Runtime.Files;

/// <summary>
/// Opens files that somebody else put there: only regular ones. A FIFO, a device, a socket or a folder is named and never opened for
/// reading, so that none of them can hold the caller up.
/// </summary>
public static partial class RegularFile
{
    private const int PathOnly = 0x200000; // O_PATH, open(2): finds the file, and neither waits for a FIFO nor wakes a device
    private const int CloseOnExec = 0x80000; // O_CLOEXEC

    // statx(2) and inode(7); the layout is that of every architecture.
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: of the descriptor itself
    private const uint KindWanted = 1; // STATX_TYPE
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG

    /// <summary>Opens a file for reading; links are followed. None where it cannot be opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">Why it cannot be opened, as a clause: <c>it is a FIFO, not a file: name a file</c>.</param>
    public static FileStream? TryOpen(string path, out string? fault)
    {
        using var place = Open(path, PathOnly | CloseOnExec);
        if (place.IsInvalid)
        {
            fault = $"the file cannot be read: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
            return null;
        }

        try
        {
            if (KindOf(place) is var kind && kind != Regular)
            {
                fault = $"it is {Named(kind)}, not a file: name a file";
                return null;
            }

            fault = null;

            // By its descriptor: whatever the path means by now, this is the file that was looked at.
            return new FileStream(
                $"/proc/self/fd/{place.DangerousGetHandle()}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException)
        {
            fault = "the file cannot be read: its permissions do not let this user read it";
            return null;
        }
        catch (IOException error)
        {
            fault = $"the file cannot be read: {error.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static string Named(int kind) => kind switch
    {
        0x1000 => "a FIFO",
        0x2000 or 0x6000 => "a device",
        0x4000 => "a folder",
        0xC000 => "a socket",
        _ => "something else",
    };

    private static unsafe int KindOf(SafeFileHandle file)
    {
        var status = stackalloc byte[StatusBytes];
        return StatX(file, "", EmptyPath, KindWanted, status) == 0
            ? *(ushort*)(status + ModeOffset) & KindMask
            : throw new IOException($"statx(2) failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int StatX(SafeFileHandle folder, string path, int flags, uint wanted, byte* status);
}
