using Microsoft.Win32.SafeHandles;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>A folder on disk.</summary>
internal sealed class DiskFiles(string folder) : IStoreFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    /// <inheritdoc/>
    public IStoreFile Open(string name)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete,
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
            using var handle = File.OpenHandle(folder, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
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
