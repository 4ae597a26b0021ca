using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Runtime.Video;

/// <summary>The pictures that a video is made of.</summary>
/// <param name="Format">How their bytes lie, as ffmpeg calls it: <c>yuv420p</c>, <c>bgr24</c>.</param>
/// <param name="Width">Pixels across, even.</param>
/// <param name="Height">Pixels down, even.</param>
/// <param name="Fps">Pictures a second.</param>
public readonly record struct RawPictures(string Format, int Width, int Height, double Fps);

/// <summary>A child ffmpeg: raw pictures go in, an H.264 video comes out as MP4.</summary>
public sealed class Mp4Writer : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);
    private readonly Process _ffmpeg;
    private readonly Task<string> _said;
    private readonly string _path;

    /// <summary>Starts a video.</summary>
    /// <param name="ffmpeg">The executable: a full path, or a name on the PATH.</param>
    /// <param name="path">The video.</param>
    /// <param name="pictures">What it is made of.</param>
    /// <param name="more">More arguments of the encoder.</param>
    /// <exception cref="FailureException">There is no ffmpeg.</exception>
    public Mp4Writer(string ffmpeg, string path, RawPictures pictures, params IReadOnlyList<string> more)
    {
        _path = path;
        _ffmpeg = FfmpegProgram.StartEncoder(ffmpeg,
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", pictures.Format, "-s", $"{pictures.Width}x{pictures.Height}", "-r",
            pictures.Fps.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0",
            "-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p",
            "-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m",
            .. more, "-movflags", "+faststart", "-f", "mp4", path,
        ]);
        _said = _ffmpeg.StandardError.ReadToEndAsync();
    }

    /// <summary>Adds a picture.</summary>
    /// <exception cref="FailureException">ffmpeg failed.</exception>
    public void Add(ReadOnlySpan<byte> picture)
    {
        try
        {
            _ffmpeg.StandardInput.BaseStream.Write(picture);
        }
        catch (IOException)
        {
            throw Failure(LastWords);
        }
    }

    /// <summary>Ends the video.</summary>
    /// <param name="longest">How long ffmpeg may take to write its index; infinite for as long as it takes.</param>
    /// <exception cref="FailureException">ffmpeg failed.</exception>
    public void Finish(TimeSpan longest)
    {
        _ffmpeg.StandardInput.Close();
        // On a full disk ffmpeg says so and may still end with 0.
        if (!_ffmpeg.WaitForExit(longest) || _ffmpeg.ExitCode != 0 || _said.Result.Length > 0)
        {
            throw Failure(TimeSpan.Zero);
        }
    }

    /// <summary>Ends ffmpeg at once; safe from any thread until <see cref="Dispose"/>.</summary>
    public void Kill() => _ffmpeg.Kill();

    /// <summary>Ends ffmpeg where the video was not finished.</summary>
    public void Dispose()
    {
        if (!_ffmpeg.HasExited)
        {
            _ffmpeg.Kill();
            _ffmpeg.WaitForExit();
        }

        _ffmpeg.Dispose();
    }

    private UnavailableException Failure(TimeSpan longest)
    {
        // Its pipe may be closed while its last words are on their way.
        var hung = !_ffmpeg.WaitForExit(longest);
        if (hung)
        {
            _ffmpeg.Kill();
        }

        _ffmpeg.WaitForExit();
        var lines = _said.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = string.Join("; ", lines.Take(4));
        var problem = said.Length > 0 ? said : hung ? "ffmpeg did not end." : $"ffmpeg ended with exit code {_ffmpeg.ExitCode}.";
        return new UnavailableException(
            $"The video '{_path}' was not written: {problem} Free space on the disk and an ffmpeg with libx264 are needed.");
    }
}
