using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>A folder on disk.</summary>
internal sealed partial class DiskFiles(string folder) : IStoreFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    /// <inheritdoc/>
    public IStoreFile Open(string name)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly; // templates
        }

        // Made by a stream, which can set the mode; used by its handle, which can read beside writes.
        var path = Path.Combine(folder, name);
        new FileStream(path, options).Dispose();
        return new DiskFile(path, options);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(Path.Combine(folder, from), Path.Combine(folder, to), overwrite: true);

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    /// <inheritdoc/>
    public void Flush()
    {
        if (!OperatingSystem.IsWindows())
        {
            FlushFolder();
        }
    }

    // .NET opens no folders.
    private void FlushFolder()
    {
        const int ReadOnly = 0;
        var handle = Native.Open(folder, ReadOnly);
        var failed = handle < 0 || Native.Flush(handle) != 0;
        var error = Marshal.GetLastPInvokeErrorMessage();
        _ = handle < 0 ? 0 : Native.Close(handle);
        if (failed)
        {
            throw new IOException($"The folder '{folder}' could not be flushed: {error}");
        }
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Flush(int handle);

        [LibraryImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static partial int Close(int handle);
    }

    private sealed class DiskFile(string path, FileStreamOptions options) : IStoreFile
    {
        private readonly SafeFileHandle _handle =
            File.OpenHandle(path, FileMode.Open, options.Access, options.Share, FileOptions.RandomAccess);

        public long Length => RandomAccess.GetLength(_handle);

        public int Read(long offset, Span<byte> bytes)
        {
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(_handle, bytes[read..], offset + read) is var count and > 0)
            {
                read += count;
            }

            return read;
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts) => RandomAccess.Write(_handle, parts, offset);

        public void Flush() => RandomAccess.FlushToDisk(_handle);

        public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

        public void Dispose() => _handle.Dispose();
    }
}
