using System.Globalization;
using Analytics.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Bus;

/// <summary>
/// Messages that wait on disk, first in first out, in files of some megabytes. What was appended survives the end of the process, not a
/// loss of power. Past the quota the oldest file goes. Thread-safe.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const long FirstSegment = 1_000_000_000;
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly long _quota;
    private readonly Action<int> _onDropped;
    private readonly ILogger _logger;
    private readonly LinkedList<SpoolSegment> _segments = [];
    private readonly SafeFileHandle? _lock;

    /// <summary>Opens the spool of a folder, with what an earlier process left there.</summary>
    /// <param name="folder">Made when it is not there.</param>
    /// <param name="quota">Bytes that it may hold; a file has an eighth of it, 16 MiB at most.</param>
    /// <param name="onDropped">Receives the number of messages that were dropped because of the quota.</param>
    /// <param name="logger">Logs damage.</param>
    /// <exception cref="FailureException">The folder cannot be used.</exception>
    public Spool(string folder, long quota, Action<int> onDropped, ILogger logger)
    {
        (_folder, _quota, _onDropped, _logger) = (folder, quota, onDropped, logger);
        try
        {
            Directory.CreateDirectory(folder);
            _lock = File.OpenHandle(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var file in Directory.EnumerateFiles(folder, "*.spool").Order(StringComparer.Ordinal))
            {
                _segments.AddLast(SpoolSegment.Open(file, logger));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new InvalidException($"The spool '{folder}' cannot be used: {exception.Message} Each process needs its own folder: "
                + "set another in Bus:Kafka:SpoolFolder.");
        }
    }

    /// <summary>Messages that wait.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(segment => (long)segment.Waiting);
            }
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(segment => segment.Length);
            }
        }
    }

    private long SegmentBytes => Math.Min(_quota / 8, 16 << 20);

    /// <summary>Adds a message at the end.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Append(KafkaRecord record)
    {
        var bytes = SpoolFormat.Write(record);
        lock (_gate)
        {
            if (_segments.Last is not { } last || last.Value.Length + bytes.Length > SegmentBytes)
            {
                last = _segments.AddLast(NewSegment((_segments.Last?.Value.Number ?? FirstSegment - 1) + 1));
            }

            last.Value.Append(bytes);
            while (_segments.Count > 1 && _segments.Sum(segment => segment.Length) > _quota)
            {
                _onDropped(_segments.First!.Value.Waiting);
                Drop(_segments.First);
            }
        }
    }

    /// <summary>Puts messages before all others: they are older.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public void Prepend(IEnumerable<KafkaRecord> records)
    {
        lock (_gate)
        {
            var segment = _segments.AddFirst(NewSegment((_segments.First?.Value.Number ?? FirstSegment) - 1)).Value;
            foreach (var record in records)
            {
                segment.Append(SpoolFormat.Write(record));
            }
        }
    }

    /// <summary>The first messages, of one file; they stay until <see cref="Remove"/>. None when the spool is empty.</summary>
    public SpoolBatch? Peek(int count, long bytes)
    {
        lock (_gate)
        {
            while (_segments.First is { } first)
            {
                if (first.Value.Peek(count, bytes) is { } batch)
                {
                    return batch;
                }

                // All of it was delivered, or cannot be read.
                Drop(first);
            }

            return null;
        }
    }

    /// <summary>The messages of a batch were delivered.</summary>
    public void Remove(SpoolBatch batch)
    {
        lock (_gate)
        {
            // The quota may have taken its file away meanwhile.
            if (_segments.FirstOrDefault(segment => segment.Number == batch.Segment) is { } segment)
            {
                segment.Remove(batch);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var segment in _segments)
            {
                segment.Dispose();
            }

            _segments.Clear();
            _lock?.Dispose();
        }
    }

    private SpoolSegment NewSegment(long number) =>
        SpoolSegment.Open(Path.Combine(_folder, number.ToString("D12", CultureInfo.InvariantCulture) + ".spool"), _logger);

    private void Drop(LinkedListNode<SpoolSegment> segment)
    {
        _segments.Remove(segment);
        segment.Value.Delete();
    }
}

/// <summary>Some messages of a spool.</summary>
/// <param name="Segment">The number of their file.</param>
/// <param name="End">Where they end in it.</param>
/// <param name="Records">In order.</param>
internal sealed record SpoolBatch(long Segment, long End, IReadOnlyList<KafkaRecord> Records);
