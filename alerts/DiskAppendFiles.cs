using System.Runtime.InteropServices;
using Analytics.Contracts.Files;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Alerts;

/// <summary>Files on disk. Each write goes to the end, even while others write to the same file.</summary>
internal sealed partial class DiskAppendFiles : IAppendFiles
{
    private const int SetFlags = 4; // F_SETFL, fcntl(2)
    private const int Append = 0x400; // O_APPEND

    /// <inheritdoc/>
    public Stream Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            // What is no file of lines, a pipe or a device, is only written to.
            Mode = FileMode.OpenOrCreate,
            Access = FileIdentity.OfPath(path) is { IsRegular: false } ? FileAccess.Write : FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });

        // .NET's FileMode.Append keeps a place of its own: two processes would write over each other's lines.
        if (Fcntl(file.SafeFileHandle, SetFlags, Append) != 0)
        {
            var reason = Marshal.GetLastPInvokeErrorMessage();
            file.Dispose();
            throw new IOException($"'{path}' cannot be appended to: {reason}.");
        }

        return file;
    }

    /// <inheritdoc/>
    public bool IsAt(Stream file, string path) =>
        FileIdentity.OfPath(path) is { } there && there == FileIdentity.Of(((FileStream)file).SafeFileHandle);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(SafeFileHandle file, int command, int argument);
}
