using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Contracts.Files;

/// <summary>Which file it is, by whatever name: device and inode (stat(2)).</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file within it.</param>
/// <param name="IsRegular">Whether it is a file that holds bytes: no folder, pipe or device.</param>
/// <param name="IsOurs">Whether it belongs to the user of this process.</param>
public readonly partial record struct FileIdentity(ulong Device, ulong Inode, bool IsRegular, bool IsOurs)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicFields = 0x7ff; // STATX_BASIC_STATS
    private const int KindMask = 0xf000; // S_IFMT
    private const int RegularKind = 0x8000; // S_IFREG

    /// <summary>The file that a path leads to, through links; none where there is none, or it cannot be looked at.</summary>
    public static FileIdentity? OfPath(string path) => Of(CurrentFolder, path, 0);

    /// <summary>The file that was opened; none where it cannot be looked at.</summary>
    public static FileIdentity? Of(SafeFileHandle file)
    {
        var held = false;
        file.DangerousAddRef(ref held);
        try
        {
            return Of((int)file.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    private static FileIdentity? Of(int folder, string path, int flags) =>
        Native.Statx(folder, path, flags, BasicFields, out var found) == 0
            ? new(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode, (found.Mode & KindMask) == RegularKind,
                found.User == Native.UserId())
            : null;

    /// <summary>The part of <c>struct statx</c> that is read; the layout is the kernel's, one for all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Found
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Statx(int folder, string path, int flags, uint fields, out Found found);

        [LibraryImport("libc", EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial uint UserId();
    }
}
