using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>What ffmpeg says of a frame before it writes the frame's pixels.</summary>
/// <param name="MediaTime">Presentation time; none where the source states none.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
internal readonly record struct FrameHeader(TimeSpan? MediaTime, int Width, int Height);

/// <summary>
/// Reads the standard error of ffmpeg as it comes, in pieces of any length: the lines of the filter <c>showinfo</c>, which announce
/// the frames, the declared length of a file, and the last lines that may explain a failure. Allocates nothing per frame or line.
/// </summary>
/// <remarks>
/// Titles and comments of a source appear in this log too; the filter's instance name, random for each process, keeps a hostile
/// source from announcing frames.
/// </remarks>
/// <param name="showInfoName">The filter's instance name.</param>
/// <param name="mayMakeUpTimes">Whether the source may have no clock, so that its times are ffmpeg's: they are left out.</param>
internal sealed class FfmpegLog(string showInfoName, bool mayMakeUpTimes = false)
{
    private const int LongestLine = 2048;
    private const int LongestKept = 300;
    private const int KeptLines = 8;
    private const int LargestSide = 16384;
    private static readonly TimeSpan LatestMediaTime = TimeSpan.FromDays(365_250); // a thousand years, either way

    private readonly byte[] _showInfo = Encoding.ASCII.GetBytes($"[{showInfoName} @ ");
    private readonly byte[] _line = new byte[LongestLine];
    private readonly byte[][] _kept = [.. Enumerable.Range(0, KeptLines).Select(_ => new byte[LongestKept])];
    private readonly int[] _keptLengths = new int[KeptLines];
    private readonly Queue<FrameHeader> _headers = new();
    private int _length;
    private int _keptCount;
    private bool _isOpen;
    private int _complaints;
    private long _timeBaseNumerator;
    private long _timeBaseDenominator = 1;

    /// <summary>The declared presentation time of a file's end; none for streams.</summary>
    public TimeSpan? DeclaredEnd { get; private set; }

    /// <summary>Whether the demuxer met the end of the file where there should be data.</summary>
    public bool EndsTooEarly { get; private set; }

    /// <summary>Whether the source could be opened. Safe to ask from any thread, as is the next.</summary>
    public bool IsOpen => Volatile.Read(ref _isOpen);

    /// <summary>Lines that may explain why no frame comes.</summary>
    public int Complaints => Volatile.Read(ref _complaints);

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes : bytes[..end];
            var fits = Math.Min(part.Length, LongestLine - _length);
            part[..fits].CopyTo(_line.AsSpan(_length));
            _length += fits;
            if (end < 0)
            {
                return;
            }

            Read(_line.AsSpan(0, _length));
            _length = 0;
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The next frame announced and not yet taken.</summary>
    public bool TryTake(out FrameHeader header) => _headers.TryDequeue(out header);

    /// <summary>The last lines that are not about frames or formats, oldest first, without the name of the part that wrote them.</summary>
    public IReadOnlyList<string> LastLines()
    {
        var lines = new List<string>(KeptLines);
        for (var i = Math.Max(0, _keptCount - KeptLines); i < _keptCount; i++)
        {
            var line = Encoding.UTF8.GetString(_kept[i % KeptLines], 0, _keptLengths[i % KeptLines]);
            var prefix = line.StartsWith('[') ? line.IndexOf("] ", StringComparison.Ordinal) : -1;
            lines.Add(prefix < 0 ? line : line[(prefix + 2)..]);
        }

        return lines;
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(_showInfo))
        {
            ReadShowInfo(line);
        }
        else if (line.StartsWith("  Duration: "u8))
        {
            DeclaredEnd ??= ParseEnd(Encoding.ASCII.GetString(line));
        }
        else if (line.StartsWith("Input #"u8))
        {
            Volatile.Write(ref _isOpen, true);
        }
        else if (IsWorthKeeping(line))
        {
            EndsTooEarly |= line.IndexOf(": partial file"u8) >= 0 || line.IndexOf("ended prematurely"u8) >= 0;
            Keep(line);
            Volatile.Write(ref _complaints, _complaints + 1);
        }
    }

    private void ReadShowInfo(ReadOnlySpan<byte> line)
    {
        if (Field(line, "config in time_base:"u8) is { IsEmpty: false } timeBase)
        {
            if (Utf8Parser.TryParse(timeBase, out int numerator, out var read)
                && read < timeBase.Length && Utf8Parser.TryParse(timeBase[(read + 1)..], out int denominator, out _) && denominator > 0)
            {
                (_timeBaseNumerator, _timeBaseDenominator) = (numerator, denominator);
            }

            return;
        }

        var pts = Field(line, " pts:"u8);
        var size = Field(line, " s:"u8);
        if (pts.IsEmpty || !Utf8Parser.TryParse(size, out int width, out var digits) || digits >= size.Length || size[digits] != 'x'
            || !Utf8Parser.TryParse(size[(digits + 1)..], out int height, out _))
        {
            return;
        }

        if (width is <= 0 or > LargestSide || height is <= 0 or > LargestSide || (width | height) % 2 != 0)
        {
            throw new InvalidDataException($"ffmpeg announced a frame of {width} × {height} pixels.");
        }

        var isStated = Utf8Parser.TryParse(pts, out long ticks, out _)
            && !(mayMakeUpTimes && MadeUpClock.Has(_timeBaseNumerator, _timeBaseDenominator));
        _headers.Enqueue(new FrameHeader(isStated ? MediaTime(ticks) : null, width, height));
    }

    // pts_time is rounded to six digits, a tenth of a second after three hours: only the ticks are exact. A time that no clock shows is
    // none: damaged files state them, and moments that are reckoned from them would lie beyond the calendar.
    private TimeSpan? MediaTime(long ticks)
    {
        var exact = (Int128)ticks * _timeBaseNumerator * TimeSpan.TicksPerSecond / _timeBaseDenominator;
        return Int128.Abs(exact) <= LatestMediaTime.Ticks ? TimeSpan.FromTicks((long)exact) : null;
    }

    /// <summary>What follows a label and its padding.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> label)
    {
        var at = line.IndexOf(label);
        return at < 0 ? [] : line[(at + label.Length)..].TrimStart((byte)' ');
    }

    /// <summary><c>  Duration: 00:00:28.06, start: 1.704000, bitrate: …</c> → start + duration; N/A gives none.</summary>
    private static TimeSpan? ParseEnd(string line)
    {
        var parts = line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var start = parts.Length > 3 && double.TryParse(parts[3], CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        return parts.Length > 1 && TimeSpan.TryParse(parts[1], CultureInfo.InvariantCulture, out var duration)
            ? duration + TimeSpan.FromSeconds(start)
            : null;
    }

    private static bool IsWorthKeeping(ReadOnlySpan<byte> line) =>
        line.Length > 0 && line[0] != ' '
        && !line.StartsWith("Output #"u8) && !line.StartsWith("Stream mapping"u8)
        && !line.StartsWith("frame="u8) && !line.StartsWith("video:"u8) && !line.StartsWith("Exiting normally"u8)
        && line.IndexOf("non monotonically increasing"u8) < 0 && line.IndexOf("Auto-inserting"u8) < 0;

    private void Keep(ReadOnlySpan<byte> line)
    {
        var slot = _keptCount++ % KeptLines;
        _keptLengths[slot] = Math.Min(line.Length, LongestKept);
        line[.._keptLengths[slot]].CopyTo(_kept[slot]);
    }
}
