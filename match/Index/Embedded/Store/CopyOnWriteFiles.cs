using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// The folder of an index that another process writes, as it was when this was made. Reads come from its files; what is written here stays
/// in memory and is gone with this process.
/// </summary>
internal sealed class CopyOnWriteFiles : IStoreFiles
{
    private readonly string _folder;
    private readonly HashSet<string> _onDisk;
    private readonly Dictionary<string, File> _inMemory = [];

    /// <summary>Looks which files there are.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public CopyOnWriteFiles(string folder)
    {
        _folder = folder;
        _onDisk = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];
    }

    /// <inheritdoc/>
    public bool AreErasedElsewhere => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. _onDisk.Union(_inMemory.Keys)];

    /// <inheritdoc/>
    public IStoreFile Open(string name)
    {
        if (_onDisk.Contains(name))
        {
            return new File(System.IO.File.OpenHandle(
                Path.Combine(_folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                FileOptions.RandomAccess));
        }

        return _inMemory.TryGetValue(name, out var made) ? made : _inMemory[name] = new File(null);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        _onDisk.Remove(to);
        if (_inMemory.Remove(from, out var made))
        {
            _inMemory[to] = made;
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        _onDisk.Remove(name);
        _inMemory.Remove(name);
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    // Pages that were written lie over those of the file, which counts as far as it went when it was opened. Reads may run beside a write.
    private sealed class File : IStoreFile
    {
        private const int PageBytes = 4096;
        private readonly SafeFileHandle? _handle;
        private readonly ConcurrentDictionary<long, byte[]> _pages = [];
        private long _onDisk;
        private long _length;

        public File(SafeFileHandle? handle)
        {
            _handle = handle;
            _onDisk = _length = handle is null ? 0 : RandomAccess.GetLength(handle);
        }

        public long Length => Volatile.Read(ref _length);

        public int Read(long offset, Span<byte> bytes)
        {
            bytes = bytes[..(int)Math.Clamp(Length - offset, 0, bytes.Length)];
            ReadDisk(offset, bytes);
            for (var at = 0; at < bytes.Length && !_pages.IsEmpty; at += PageBytes - (int)((offset + at) % PageBytes))
            {
                var start = (int)((offset + at) % PageBytes);
                if (_pages.TryGetValue((offset + at) / PageBytes, out var page))
                {
                    page.AsSpan(start, Math.Min(PageBytes - start, bytes.Length - at)).CopyTo(bytes[at..]);
                }
            }

            return bytes.Length;
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
        {
            foreach (var part in parts)
            {
                for (var left = part.Span; left.Length > 0;)
                {
                    var start = (int)(offset % PageBytes);
                    var taken = Math.Min(PageBytes - start, left.Length);
                    left[..taken].CopyTo(PageAt(offset / PageBytes).AsSpan(start));
                    left = left[taken..];
                    offset += taken;
                }
            }

            Volatile.Write(ref _length, Math.Max(_length, offset));
        }

        public void Truncate(long length)
        {
            Volatile.Write(ref _length, length);
            _onDisk = Math.Min(_onDisk, length);
            foreach (var (number, page) in _pages)
            {
                page.AsSpan((int)Math.Clamp(length - number * PageBytes, 0, PageBytes)).Clear();
            }
        }

        public void Flush()
        {
        }

        public void Dispose() => _handle?.Dispose();

        private byte[] PageAt(long number) => _pages.GetOrAdd(number, static (number, file) =>
        {
            var page = new byte[PageBytes];
            file.ReadDisk(number * PageBytes, page);
            return page;
        }, this);

        // Zeros where the file does not reach.
        private void ReadDisk(long offset, Span<byte> bytes)
        {
            var there = (int)Math.Clamp(_onDisk - offset, 0, bytes.Length);
            var read = 0;
            while (read < there && RandomAccess.Read(_handle!, bytes[read..there], offset + read) is var count and > 0)
            {
                read += count;
            }

            bytes[read..].Clear();
        }
    }
}
