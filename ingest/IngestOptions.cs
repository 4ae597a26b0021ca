using System.ComponentModel.DataAnnotations;

namespace Analytics.Ingest;

/// <summary>How RTSP carries the media.</summary>
public enum RtspTransport
{
    /// <summary>Interleaved in the control connection: nothing is lost, passes every firewall.</summary>
    Tcp,

    /// <summary>Datagrams: less delay, lost packets become broken pictures.</summary>
    Udp,
}

/// <summary>How the pictures of a camera are read.</summary>
public sealed record IngestOptions
{
    /// <summary>Frames a second that are decoded for analysis; the first of each 1/Fps of presentation time is taken.</summary>
    [Range(0.1, 60)]
    public double Fps { get; init; } = 6;

    /// <summary>
    /// No frame for this long is a stall: the decoder is killed and started again. Files get six times as long, as their decoder may
    /// have to wait for the models. With <see cref="KeyFramesOnly"/> it must exceed the camera's key frame interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A stream that sends, but has shown no picture yet, stalls after this long instead: a relay may be joined in the midst of a group of
    /// pictures, and the next key frame is as far away as the camera makes it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan KeyFrameTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The wait before the first attempt to open a lost source again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan BackOffMin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait between two attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A stream that has lasted this long is sound: the next failure starts again with the shortest wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a camera that waits for its next attempt is tried with a bare TCP connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan KnockInterval { get; init; } = TimeSpan.FromSeconds(0.75);

    /// <summary>A presentation time that goes back, or ahead by more than this, starts a new epoch.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxClockStep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>TCP or UDP under RTSP.</summary>
    public RtspTransport RtspTransport { get; init; } = RtspTransport.Tcp;

    /// <summary>Hardware decoding by its name in ffmpeg (<c>ffmpeg -hwaccels</c>), for example <c>cuda</c> or <c>vaapi</c>.</summary>
    [RegularExpression("^[a-z0-9_]+$")]
    public string? HwAccel { get; init; }

    /// <summary>Decode key frames only: a quarter of the work, and as many pictures as the camera sends key frames.</summary>
    public bool KeyFramesOnly { get; init; }

    /// <summary>
    /// An RTSP camera whose decoder stays this far behind for eight seconds, and does not catch up, is read by its key frames for a while:
    /// there are more cameras than this machine can decode. 0 never does so.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LagLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wider frames are scaled down to this many pixels across, aspect kept; narrower ones stay as they are.</summary>
    [Range(64, 8192)]
    public int MaxWidth { get; init; } = 1920;

    /// <summary>Threads of each decoder, 0 lets ffmpeg choose; by default 1 for live sources and ffmpeg's choice for files.</summary>
    [Range(0, 64)]
    public int? DecoderThreads { get; init; }

    /// <summary>
    /// Look only when it can matter: skip still scenes and, live, look less often while those in view need it less
    /// (<c>Schedule:CalmInterval</c>); by default on for live sources and off for files.
    /// </summary>
    public bool? Motion { get; init; }

    /// <summary>A still scene is looked at again after this long; of a file, of its own time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RevisitInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Luma levels by which the mean of a cell of 16 × 16 pixels must differ to count as changed.</summary>
    [Range(0.1, 255)]
    public double MotionCellThreshold { get; init; } = 4;

    /// <summary>Share of the cells that must have changed for a frame to count as moving.</summary>
    [Range(0, 1)]
    public double MotionArea { get; init; } = 0.001;

    /// <summary>Share of the cells that must have changed for the picture to be a new one, which is looked at at once.</summary>
    [Range(0, 1)]
    public double NewSceneArea { get; init; } = 0.5;

    /// <summary>Mean difference over all cells, luma levels, that counts as moving even where no single cell stands out.</summary>
    [Range(0.01, 255)]
    public double MotionMeanThreshold { get; init; } = 0.8;

    /// <summary>Read files no faster than they play, and drop frames as a camera would.</summary>
    public bool Realtime { get; init; }

    /// <summary>The ffmpeg executable: a full path, or a name that is looked for in the full paths of PATH. Version 5.1 or later.</summary>
    [Required]
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>
    /// A file in netrc form (<c>machine HOST login USER password PASSWORD</c>; HOST may be a network, 10.0.0.0/24) for cameras whose URL holds
    /// no credentials. What it says of no <c>machine</c>, and <c>ANALYTICS_CAMERA_USER</c> and <c>ANALYTICS_CAMERA_PASSWORD</c>, are for all
    /// cameras of the command line, and for those of a site that <see cref="CredentialsFor"/> names.
    /// </summary>
    public string? CredentialsFile { get; init; }

    /// <summary>
    /// Hosts (<c>gate.example</c>, <c>*.example</c>, <c>10.0.0.7:8554</c>) and networks (<c>10.0.0.0/24</c>) of a site's cameras that get the
    /// credentials of all cameras; by default none, since whoever may add a camera could name a host of his own.
    /// </summary>
    public IReadOnlyList<string> CredentialsFor { get; init; } = [];

    /// <summary>
    /// Hosts and networks, as in <see cref="CredentialsFor"/>, whose cameras may have the password in the clear (HTTP's Basic) when they ask for
    /// it; by default none, and only a digest is answered. Over TLS with a certificate that proves the host's name Basic is always answered.
    /// </summary>
    public IReadOnlyList<string> BasicFor { get; init; } = [];

    /// <summary>
    /// Hosts and networks, as in <see cref="CredentialsFor"/>, where cameras of a site may be although they otherwise could not: this machine,
    /// the nodes of the site, link-local and multicast addresses, services of clouds.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Folders whose videos and images cameras of a site may read; by default none. The command line may name any file.</summary>
    public IReadOnlyList<string> FileFolders { get; init; } = [];
}
