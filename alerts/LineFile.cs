using System.Text.Json;
using Analytics.Contracts;

namespace Analytics.Alerts;

/// <summary>
/// A file of lines of JSON that is appended to. Half a line, which a full disk or a crash leaves, is cut back. Once the file was moved
/// away, as log rotation does, the next line begins another one of its name.
/// </summary>
internal sealed class LineFile : ILineOutput
{
    private const int LongestLine = 1 << 20;
    private const byte End = (byte)'\n';
    private readonly IAppendFiles _files;
    private readonly string _path;
    private Stream? _file;
    private bool _torn;

    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be opened.</exception>
    /// <exception cref="FailureException">It ends in something else than a line of JSON.</exception>
    public LineFile(string path, IAppendFiles files)
    {
        (_path, _files) = (path, files);
        _file = files.Open(path);
        try
        {
            Repair(_file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (_file is { } open && !_files.IsAt(open, _path))
        {
            Reopen();
        }

        var file = _file ??= _files.Open(_path);
        if (_torn)
        {
            CutTail(file);
        }

        try
        {
            // One call, so that lines of two processes that append to one file do not mix.
            _torn = true;
            file.Write(line);
            file.Flush();
            _torn = false;
        }
        catch (IOException)
        {
            CutTail(file);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        _file?.Dispose();
        (_file, _torn) = (null, false);
        _file = _files.Open(_path);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void CutTail(Stream file)
    {
        if (file is { CanSeek: true, CanRead: true } && TailOf(file) is { Length: > 0 } tail)
        {
            file.SetLength(file.Length - tail.Length);
        }

        _torn = false;
    }

    // What a process left that died, or whose machine did.
    private void Repair(Stream file)
    {
        if (file is not { CanSeek: true, CanRead: true } || TailOf(file) is not { Length: > 0 } tail)
        {
            return;
        }

        if (tail[0] is not ((byte)'{' or 0))
        {
            throw new InvalidException($"'{_path}' is no file of alerts: it does not end in a line of JSON. Name another file.");
        }

        if (IsWhole(tail))
        {
            file.Write([End]);
        }
        else
        {
            CutTail(file);
        }
    }

    // The bytes after the last end of a line.
    private static byte[] TailOf(Stream file)
    {
        var length = (int)Math.Min(file.Length, LongestLine);
        for (var read = Math.Min(length, 4096); ; read = Math.Min(length, read * 2))
        {
            var tail = new byte[read];
            file.Position = file.Length - read;
            file.ReadExactly(tail);
            if (tail.AsSpan().LastIndexOf(End) is >= 0 and var end)
            {
                return tail[(end + 1)..];
            }

            if (read == length)
            {
                return tail;
            }
        }
    }

    private static bool IsWhole(byte[] line)
    {
        try
        {
            JsonDocument.Parse(line).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
