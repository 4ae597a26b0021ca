using System.Globalization;
using System.Text;
using Analytics.Ingest.Links;
using Analytics.Runtime.Pictures;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>The command line of a decoder, and what it reads from its standard input.</summary>
/// <param name="Arguments">Without the executable; never a credential.</param>
/// <param name="Script">For a stream, a list for the concat demuxer that names the URL; it goes through the pipe, not the command
/// line.</param>
internal sealed record FfmpegCommand(IReadOnlyList<string> Arguments, byte[]? Script)
{
    /// <summary>
    /// Whether a device decodes: its driver reserves more address space than there is memory, so that there can be no limit.
    /// </summary>
    public bool IsAccelerated { get; init; }
}

/// <summary>Builds the command line of a decoder.</summary>
internal static class FfmpegArguments
{
    private static readonly string[] Quiet = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+info"];

    // Of a picture, before it takes memory.
    private static readonly string[] Limited = ["-max_pixels", PictureFile.MostPixels.ToString(CultureInfo.InvariantCulture)];

    // Containers that hold their pictures themselves: a playlist names other files, and may be called .mp4.
    private const string Containers =
        "mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,live_flv,kux,asf,h264,hevc,m4v,mjpeg,mpjpeg,ogg,mxf,"
        + "nut,ivf,av1,obu,vc1,dhav,ifv,wtv,gxf,dv,rm,gif,apng,yuv4mpegpipe";

    /// <summary>Reads a stream: from a port of this machine whose URL comes over standard input, or all of it from there.</summary>
    public static FfmpegCommand ForStream(ICameraLink link, CameraSourceKind kind, IngestOptions options, string showInfoName)
    {
        string[] input = link.Url is null
            ?
            [
                "-fpsprobesize", "0", "-analyzeduration", "500000", "-probesize", "500000",
                .. link.Format is { } format ? ["-f", format] : Array.Empty<string>(),
                "-protocol_whitelist", "pipe",
            ]
            : ["-f", "concat", "-safe", "0", "-protocol_whitelist", "pipe,rtsp,rtp,udp,tcp"];
        return new FfmpegCommand(
            [
                .. Quiet, .. Decoder(options, live: true), .. input, "-i", "pipe:0",
                .. Output(options, showInfoName, kind == CameraSourceKind.HttpStream ? MadeUpClock.Filter : ""),
            ],
            link.Url is { } url ? Script(url, options) : null)
        { IsAccelerated = options.HwAccel is not null };
    }

    /// <summary>Reads a video file; whatever it refers to is opened only when it is a file too.</summary>
    public static FfmpegCommand ForFile(string path, IngestOptions options, string showInfoName) => new(
        [
            .. Quiet, .. Decoder(options, live: false), "-protocol_whitelist", "file", "-format_whitelist", Containers, "-i", "file:"
            + path,
            .. Output(options, showInfoName),
        ],
        null)
    { IsAccelerated = options.HwAccel is not null };

    /// <summary>
    /// Reads one image from standard input: without a name, ffmpeg looks at the content, and a wrong extension does not matter.
    /// </summary>
    public static FfmpegCommand ForImage(IngestOptions options, string showInfoName) => new(
        [
            .. Quiet, .. Limited, "-threads", "1", "-protocol_whitelist", "pipe", "-i", "pipe:0",
            "-frames:v", "1", .. Output(options with { Fps = 1 }, showInfoName),
        ],
        null);

    private static IEnumerable<string> Decoder(IngestOptions options, bool live)
    {
        if (options.HwAccel is { } accelerator)
        {
            yield return "-hwaccel";
            yield return accelerator;
        }

        if (options.KeyFramesOnly)
        {
            yield return "-skip_frame";
            yield return "nokey";
        }

        foreach (var part in Limited)
        {
            yield return part;
        }

        yield return "-threads";
        yield return (options.DecoderThreads ?? (live ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
        if (live)
        {
            yield return "-flags";
            yield return "low_delay";
        }

        yield return "-copyts"; // the source's own presentation times, which need not begin at 0
    }

    /// <summary>
    /// Selects the first frame of each 1/Fps of presentation time (after a jump of the clock as well), scales it to even sides, removes
    /// side data, which showinfo would print byte by byte, and announces it. <c>autoscale 0</c> lets a new resolution through.
    /// </summary>
    private static string[] Output(IngestOptions options, string showInfoName, string first = "")
    {
        var fps = options.Fps.ToString("R", CultureInfo.InvariantCulture);
        var filters = string.Create(CultureInfo.InvariantCulture,
            $@"{first}select='not(eq(floor(t*{fps}+0.001)\,floor(prev_selected_t*{fps}+0.001)))',"
            + $@"scale='max(2\,trunc(min({options.MaxWidth}\,iw)/2)*2)':-2,format=yuv420p,sidedata=mode=delete,")
            + $"{showInfoName}=checksum=0";
        return
        [
            "-an", "-sn", "-dn", "-filter_threads", "1", "-vf", filters, "-autoscale", "0", "-fps_mode", "passthrough",
            "-f", "rawvideo", "-flush_packets", "1", "pipe:1",
        ];
    }

    /// <summary>
    /// <c>fpsprobesize 0</c> opens a stream on its first picture; <c>nobuffer</c> must not be used, as it throws the first key frame
    /// away. The time-out only ends a decoder that nobody ends: stalls are noticed earlier than that.
    /// </summary>
    private static byte[] Script(string url, IngestOptions options)
    {
        var timeout = (long)Math.Max(30, 2 * options.StallTimeout.TotalSeconds) * 1_000_000;
        var script = new StringBuilder("ffconcat version 1.0\n")
            .Append(CultureInfo.InvariantCulture, $"file '{url.Replace("'", "%27", StringComparison.Ordinal)}'\n")
            .Append("option fpsprobesize 0\noption analyzeduration 500000\noption probesize 500000\n")
            .Append(CultureInfo.InvariantCulture, $"option rtsp_transport {options.RtspTransport.ToString().ToLowerInvariant()}\n")
            .Append("option allowed_media_types video\n")
            .Append(CultureInfo.InvariantCulture, $"option timeout {timeout}\n");
        return Encoding.UTF8.GetBytes(script.ToString());
    }
}
