using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Tests.Matching.Index.Embedded;

/// <summary>What goes wrong, and at which write, flush, rename or other change of the files.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The power fails: nothing can be done any more, and of what was not flushed any part may be on the disk.</summary>
    PowerCut,

    /// <summary>The disk is full in the middle of a write, and stays so until <see cref="FaultyFiles.Mend"/>.</summary>
    DiskFull,

    /// <summary>A write fails once, and nothing of it is written.</summary>
    FailedWrite,

    /// <summary>A flush fails, and what it was to make durable is gone.</summary>
    FailedFlush,
}

/// <summary>
/// Files in memory that fail as disks do. What was written but not flushed survives a power cut sector by sector, as the dice fall; a
/// name that was made, moved or deleted survives when the folder was flushed, and else as the dice fall.
/// </summary>
internal sealed class FaultyFiles(int seed) : IStoreFiles
{
    private const int Sector = 512;
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private Dictionary<string, Content> _names = [];
    private Dictionary<string, Content> _durableNames = [];
    private Fault _fault;
    private int _at = int.MaxValue;
    private bool _dead;
    private bool _full;

    /// <summary>Changes that were asked for so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Lets something go wrong at a change, counted from the first one.</summary>
    public void FailAt(int change, Fault fault) => (_at, _fault) = (change, fault);

    /// <summary>Frees the disk again.</summary>
    public void Mend() => (_full, _at) = (false, int.MaxValue);

    /// <summary>The power comes back: what is left on the disk.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            foreach (var content in _names.Values.Concat(_durableNames.Values).Distinct())
            {
                content.Lose(_random);
            }

            if (_random.Next(2) == 0)
            {
                _names = new(_durableNames);
            }

            _durableNames = new(_names);
            (_dead, _full, _at) = (false, false, int.MaxValue);
        }
    }

    /// <summary>The same files once more, with one bit of one of them turned around.</summary>
    public FaultyFiles WithFlippedBit(string name, long offset, int bit)
    {
        var files = new FaultyFiles(seed);
        foreach (var (other, content) in _names)
        {
            byte[] bytes = content.ToArray();
            if (other == name)
            {
                bytes[offset] ^= (byte)(1 << bit);
            }

            files._names[other] = new Content();
            files._names[other].Write(0, bytes);
        }

        return files;
    }

    /// <summary>Cuts a file.</summary>
    public void Cut(string name, long length) => _names[name].SetLength(length);

    /// <summary>The bytes of a file.</summary>
    public byte[] BytesOf(string name) => _names[name].ToArray();

    public IReadOnlyList<string> List() => [.. _names.Keys];

    public IStoreFile Open(string name)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(name, out var content))
            {
                Change();
                _names[name] = content = new Content();
            }

            return new Opened(this, content);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Change();
            _names[to] = _names[from];
            _names.Remove(from);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Change();
            _names.Remove(name);
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            Change();
            _durableNames = new(_names);
        }
    }

    // Whether this change is the one that goes wrong; throws when the power is gone.
    private bool Change()
    {
        if (_dead || (Changes++ == _at && _fault == Fault.PowerCut))
        {
            _dead = true;
            throw new IOException("the power is gone");
        }

        return Changes == _at + 1;
    }

    private sealed class Opened(FaultyFiles files, Content content) : IStoreFile
    {
        public long Length => content.Length;

        public int Read(long offset, Span<byte> bytes)
        {
            lock (files._gate)
            {
                return content.Read(offset, bytes);
            }
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
        {
            lock (files._gate)
            {
                byte[] all = [.. parts.SelectMany(part => part.ToArray())];
                try
                {
                    var fails = files.Change();
                    files._full |= fails && files._fault == Fault.DiskFull;
                    if (fails && files._fault == Fault.FailedWrite)
                    {
                        throw new IOException("Input/output error");
                    }
                }
                catch (IOException) when (!files._dead)
                {
                    throw;
                }
                catch (IOException)
                {
                    content.Write(offset, all); // perhaps some of it, as the dice will fall
                    throw;
                }

                if (files._full && offset + all.Length > content.Length)
                {
                    content.Write(offset, all.AsSpan(0, files._random.Next(all.Length)));
                    throw new IOException("No space left on device");
                }

                content.Write(offset, all);
            }
        }

        public void Flush()
        {
            lock (files._gate)
            {
                if (files.Change() && files._fault == Fault.FailedFlush)
                {
                    content.Lose(files._random);
                    throw new IOException("Input/output error");
                }

                content.Keep();
            }
        }

        public void Truncate(long length)
        {
            lock (files._gate)
            {
                files.Change();
                content.SetLength(length);
            }
        }

        public void Dispose()
        {
        }
    }

    /// <summary>What a file holds now, and what is sure to be on the disk.</summary>
    private sealed class Content
    {
        private readonly MemoryStream _now = new();
        private byte[] _durable = [];

        public long Length => _now.Length;

        public byte[] ToArray() => _now.ToArray();

        public void SetLength(long length) => _now.SetLength(length);

        public int Read(long offset, Span<byte> bytes)
        {
            _now.Position = offset;
            return _now.Read(bytes);
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            _now.Position = offset;
            _now.Write(bytes);
        }

        public void Keep() => _durable = _now.ToArray();

        public void Lose(Random random)
        {
            var now = _now.ToArray();
            var length = now.Length > _durable.Length ? random.Next(_durable.Length, now.Length + 1)
                : random.Next(now.Length, _durable.Length + 1);
            var left = new byte[length];
            for (var at = 0; at < length; at += Sector)
            {
                var source = random.Next(2) == 0 ? now : _durable;
                var count = Math.Min(Sector, Math.Min(length, source.Length) - at);
                if (count > 0)
                {
                    source.AsSpan(at, count).CopyTo(left.AsSpan(at));
                }
            }

            _now.SetLength(0);
            Write(0, left);
            Keep();
        }
    }
}
