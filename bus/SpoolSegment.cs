using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Bus;

/// <summary>One file of a spool. How far it was delivered stands in a small file beside it.</summary>
internal sealed class SpoolSegment : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ILogger _logger;
    private long _from;

    private SpoolSegment(string path, ILogger logger)
    {
        (_path, _logger) = (path, logger);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        KeepFromOthers();
        Number = long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
    }

    /// <summary>Its place among the others.</summary>
    public long Number { get; }

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    /// <summary>Messages that were not delivered yet.</summary>
    public int Waiting { get; private set; }

    private string Mark => Path.ChangeExtension(_path, ".delivered");

    /// <summary>Opens or makes a file. What a crash left half-written at its end is cut off.</summary>
    public static SpoolSegment Open(string path, ILogger logger)
    {
        var segment = new SpoolSegment(path, logger);
        segment.Recover();
        return segment;
    }

    /// <summary>Adds a message.</summary>
    public void Append(byte[] message)
    {
        RandomAccess.Write(_file, message, Length);
        Length += message.Length;
        Waiting++;
    }

    /// <summary>The first messages that were not delivered; none when all were.</summary>
    public SpoolBatch? Peek(int count, long bytes)
    {
        var records = new List<KafkaRecord>();
        var at = _from;
        while (records.Count < count && at - _from < bytes && ReadAt(at) is { } content)
        {
            records.Add(SpoolFormat.Read(content));
            at += SpoolFormat.HeadLength + content.Length;
        }

        return records.Count > 0 ? new(Number, at, records) : null;
    }

    /// <summary>The messages of a batch were delivered.</summary>
    public void Remove(SpoolBatch batch)
    {
        _from = batch.End;
        Waiting -= batch.Records.Count;

        try
        {
            File.WriteAllText(Mark, _from.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException full)
        {
            // It costs messages that are sent twice, should the process end now, and readers know those by their ids.
            _logger.LogWarning("The position in spool file '{File}' cannot be saved: {Reason}", _path, full.Message);
        }
    }

    /// <summary>Closes and deletes it.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_path);
        File.Delete(Mark);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Recover()
    {
        var marked = File.Exists(Mark) && long.TryParse(File.ReadAllText(Mark), CultureInfo.InvariantCulture, out var mark) ? mark : 0;
        long at = 0;
        while (ReadAt(at) is { } content)
        {
            _from = at == marked ? at : _from;
            Waiting = at == marked ? 1 : Waiting + 1;
            at += SpoolFormat.HeadLength + content.Length;
        }

        if (at == marked)
        {
            (_from, Waiting) = (at, 0);
        }

        var length = RandomAccess.GetLength(_file);
        if (at < length)
        {
            _logger.LogWarning("Cut the last {Bytes} bytes off spool file '{File}': they are an incomplete message.", length - at, _path);
            RandomAccess.SetLength(_file, at);
        }

        Length = at;
    }

    private byte[]? ReadAt(long at)
    {
        Span<byte> head = stackalloc byte[SpoolFormat.HeadLength];
        if (RandomAccess.Read(_file, head, at) < head.Length || SpoolFormat.ContentLength(head) is not { } length)
        {
            return null;
        }

        var content = new byte[length];
        return RandomAccess.Read(_file, content, at + head.Length) == length && SpoolFormat.IsWhole(head, content) ? content : null;
    }

    // Faces and templates lie in it.
    private void KeepFromOthers()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("'{Path}' holds faces and may be readable by other users: {Reason}", _path, refused.Message);
        }
    }
}
