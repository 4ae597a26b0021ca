using Analytics.Alerts;

namespace Analytics.Tests.Alerts;

/// <summary>A disk with memory that takes so many bytes: of a write that has more it takes what fits, and fails, as ENOSPC does.</summary>
internal sealed class FullDisk : IAppendFiles
{
    private readonly Dictionary<string, Kept> _names = [];

    /// <summary>Bytes that fit on it.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>What a file holds.</summary>
    public string this[string path]
    {
        get => System.Text.Encoding.UTF8.GetString([.. _names[path].Bytes]);
        set => _names[path] = new Kept([.. System.Text.Encoding.UTF8.GetBytes(value)]);
    }

    /// <summary>Gives a file another name; whoever has it open goes on with it.</summary>
    public void Move(string from, string to)
    {
        _names[to] = _names[from];
        _names.Remove(from);
    }

    public Stream Open(string path)
    {
        if (!_names.TryGetValue(path, out var file))
        {
            _names.Add(path, file = new Kept([]));
        }

        return new Opened(this, file);
    }

    public bool IsAt(Stream file, string path) => _names.TryGetValue(path, out var there) && there == ((Opened)file).File;

    internal sealed class Kept(List<byte> bytes)
    {
        public List<byte> Bytes => bytes;
    }

    private sealed class Opened(FullDisk disk, Kept file) : Stream
    {
        public Kept File => file;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Bytes.Count;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, Length - Position);
            file.Bytes.CopyTo((int)Position, buffer, offset, read);
            Position += read;
            return read;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            var fits = Math.Min(count, disk.Capacity - disk._names.Values.Sum(kept => kept.Bytes.Count));
            file.Bytes.AddRange(buffer.AsSpan(offset, Math.Max(0, fits)));
            if (fits < count)
            {
                throw new IOException("No space left on device");
            }
        }

        public override void SetLength(long value) => file.Bytes.RemoveRange((int)value, file.Bytes.Count - (int)value);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
