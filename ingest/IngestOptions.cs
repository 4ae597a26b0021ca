using System.ComponentModel.DataAnnotations;

namespace Analytics.Ingest;

/// <summary>Transports of RTSP media.</summary>
public enum RtspTransport
{
    /// <summary>Interleaved in the control connection: no loss, passes firewalls.</summary>
    Tcp,

    /// <summary>Datagrams: less delay, but lost packets break pictures.</summary>
    Udp,
}

/// <summary>Reading and decoding of cameras.</summary>
public sealed record IngestOptions
{
    /// <summary>Analysed frames per second: the first frame of each 1/Fps of presentation time.</summary>
    [Range(0.1, 60)]
    public double Fps { get; init; } = 6;

    /// <summary>
    /// Time without a frame after which a source has stalled: its decoder is killed and restarted. For files it is six times as long,
    /// because their decoder may wait for the models. With <see cref="KeyFramesOnly"/> it must exceed the camera's key frame interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Stall time-out of a stream that sends data but no picture yet. A stream may start in the middle of a group of pictures, so the first
    /// key frame takes up to the camera's key frame interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan KeyFrameTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait before the first reconnect to a lost source.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan BackOffMin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between two reconnects.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which a stream counts as stable: the next failure starts with the shortest wait again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two TCP checks of the port of a camera that is in back-off.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan KnockInterval { get; init; } = TimeSpan.FromSeconds(0.75);

    /// <summary>A presentation time that jumps back, or ahead by more than this, starts a new epoch.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxClockStep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>TCP or UDP under RTSP.</summary>
    public RtspTransport RtspTransport { get; init; } = RtspTransport.Tcp;

    /// <summary>Hardware decoder by its name in ffmpeg (<c>ffmpeg -hwaccels</c>), for example <c>cuda</c> or <c>vaapi</c>.</summary>
    [RegularExpression("^[a-z0-9_]+$")]
    public string? HwAccel { get; init; }

    /// <summary>Decodes key frames only: a quarter of the work, one picture per key frame.</summary>
    public bool KeyFramesOnly { get; init; }

    /// <summary>
    /// Lag at which an RTSP camera switches to key frames for a while. It must last eight seconds without catching up: the machine cannot
    /// decode all its cameras. 0 disables the switch.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LagLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest width of a frame in pixels. Wider frames are scaled down and keep their aspect.</summary>
    [Range(64, 8192)]
    public int MaxWidth { get; init; } = 1920;

    /// <summary>Threads per decoder; 0 lets ffmpeg choose. By default 1 for live sources and ffmpeg's choice for files.</summary>
    [Range(0, 64)]
    public int? DecoderThreads { get; init; }

    /// <summary>
    /// Skips still scenes. On live sources, also analyses less often while the faces in view allow it (<c>Schedule:CalmInterval</c>). By
    /// default on for live sources and off for files.
    /// </summary>
    public bool? Motion { get; init; }

    /// <summary>Time between two analyses of a still scene; for a file, media time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RevisitInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Difference of a cell's mean (16 × 16 pixels), in luma levels, that counts as a change.</summary>
    [Range(0.1, 255)]
    public double MotionCellThreshold { get; init; } = 4;

    /// <summary>Share of changed cells that counts as motion.</summary>
    [Range(0, 1)]
    public double MotionArea { get; init; } = 0.001;

    /// <summary>Share of changed cells that counts as a new scene, which is analysed immediately.</summary>
    [Range(0, 1)]
    public double NewSceneArea { get; init; } = 0.5;

    /// <summary>Mean difference of all cells, in luma levels, that counts as motion even if no single cell changed.</summary>
    [Range(0.01, 255)]
    public double MotionMeanThreshold { get; init; } = 0.8;

    /// <summary>Reads files at their own frame rate and drops frames like a camera.</summary>
    public bool Realtime { get; init; }

    /// <summary>The ffmpeg executable: a full path, or a name to find in the full paths of PATH. Version 5.1 or later.</summary>
    [Required]
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>
    /// File in netrc format (<c>machine HOST login USER password PASSWORD</c>; HOST may be a network, 10.0.0.0/24) for cameras whose URL
    /// holds no credentials. Its entry without a <c>machine</c>, and <c>ANALYTICS_CAMERA_USER</c> and <c>ANALYTICS_CAMERA_PASSWORD</c>, are
    /// default credentials: for all cameras of the command line, and for those cameras of a site that <see cref="CredentialsFor"/> lists.
    /// </summary>
    public string? CredentialsFile { get; init; }

    /// <summary>
    /// Hosts (<c>gate.example</c>, <c>*.example</c>, <c>10.0.0.7:8554</c>) and networks (<c>10.0.0.0/24</c>) of a site's cameras that get
    /// the default credentials; by default none, because anyone who may add a camera could name their own host.
    /// </summary>
    public IReadOnlyList<string> CredentialsFor { get; init; } = [];

    /// <summary>
    /// Hosts and networks, as in <see cref="CredentialsFor"/>, whose cameras may get the password in the clear (HTTP Basic). By default
    /// none: only a digest is sent. Over TLS with a certificate for the host's name, Basic is always allowed.
    /// </summary>
    public IReadOnlyList<string> BasicFor { get; init; } = [];

    /// <summary>
    /// Hosts and networks, as in <see cref="CredentialsFor"/>, that are allowed for cameras of a site although they are blocked by default:
    /// this machine, the nodes of the site, link-local and multicast addresses, cloud services.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Folders with videos and images that cameras of a site may read; by default none. The command line may name any file.
    /// </summary>
    public IReadOnlyList<string> FileFolders { get; init; } = [];
}
