using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Processes;

namespace Analytics.Synth.Files;

/// <summary>
/// A child ffmpeg that makes an H.264 video of pictures, on one thread: with one version of ffmpeg the same pictures are the same file.
/// </summary>
internal sealed class ClipWriter : IDisposable
{
    private const string Remedy = "Install ffmpeg (on Debian: apt-get install ffmpeg), or write its full path into Ingest:FfmpegPath.";
    private readonly Process _ffmpeg;
    private readonly Task<string> _said;
    private readonly string _path;

    /// <param name="ffmpeg">The executable: a full path, or a name on the PATH.</param>
    /// <param name="path">The video.</param>
    /// <param name="width">Pixels across, even.</param>
    /// <param name="height">Pixels down, even.</param>
    /// <param name="fps">Pictures a second.</param>
    /// <exception cref="FailureException">There is no ffmpeg.</exception>
    public ClipWriter(string ffmpeg, string path, int width, int height, double fps)
    {
        _path = path;
        var rate = fps.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", $"{width}x{height}", "-r", rate, "-i", "pipe:0",
            "-an", "-vf", "scale=out_color_matrix=bt601:out_range=tv",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "1", "-pix_fmt", "yuv420p",
            "-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m",
            "-g", Math.Max(1, (int)Math.Round(2 * fps)).ToString(CultureInfo.InvariantCulture),
            "-bitexact", "-movflags", "+faststart", "-f", "mp4", path,
        ];
        _ffmpeg = ChildProcess.Start(new ChildCommand(ProgramPath.Find(ffmpeg, Remedy), arguments));
        _said = _ffmpeg.StandardError.ReadToEndAsync();
    }

    /// <summary>Adds a picture: 8-bit BGR, row by row.</summary>
    /// <exception cref="FailureException">ffmpeg gave up.</exception>
    public void Add(ReadOnlySpan<byte> bgr)
    {
        try
        {
            _ffmpeg.StandardInput.BaseStream.Write(bgr);
        }
        catch (IOException)
        {
            throw Failure();
        }
    }

    /// <summary>Ends the video.</summary>
    /// <exception cref="FailureException">ffmpeg gave up.</exception>
    public void Finish()
    {
        _ffmpeg.StandardInput.Close();
        _ffmpeg.WaitForExit();
        // On a full disk ffmpeg says so and may still end with 0.
        if (_ffmpeg.ExitCode != 0 || _said.Result.Length > 0)
        {
            throw Failure();
        }
    }

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

    private UnavailableException Failure()
    {
        _ffmpeg.WaitForExit();
        return new UnavailableException(
            $"The video '{_path}' was not written: {_said.Result.Trim()} Free space on the disk and an ffmpeg with libx264 are needed.");
    }
}
