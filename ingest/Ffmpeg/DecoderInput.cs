using System.Globalization;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>How a decoder takes what a stream sends, seen from outside: its sockets, its log and the processor time that it uses.</summary>
/// <param name="process">Its id.</param>
/// <param name="log">What it says.</param>
internal sealed class DecoderInput(int process, FfmpegLog log) : IInputGauge
{
    private readonly UnreadSockets _sockets = new(process);
    private int _complaints;
    private long? _ticks;

    /// <inheritdoc/>
    public bool? HasUnread() => _sockets.HasUnread();

    /// <summary>
    /// Whether it complained of what it got, or, once the source is open, used processor time: a hundredth of a second goes into each few
    /// pictures that it decodes for later ones, and into a minute of waiting for nothing.
    /// </summary>
    public bool HasWorked()
    {
        var (complained, before) = (log.Complaints != _complaints, _ticks);
        _complaints = log.Complaints;
        _ticks = log.IsOpen ? ProcessorTicks() : null;
        return complained || _ticks > before;
    }

    // utime and stime of /proc/PID/stat, proc(5); the name of the program, in brackets before them, may hold spaces.
    private long? ProcessorTicks()
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ');
            return long.Parse(fields[12], CultureInfo.InvariantCulture) + long.Parse(fields[13], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the process has ended
        }
    }
}
