using System.Text.Json.Serialization;
using Analytics.Contracts;
using Analytics.Site;

namespace Analytics.Api;

/// <summary>A camera to register.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewCamera
{
    /// <summary>Its name: letters, digits, '-', '_' and '.', at most 63.</summary>
    public required string Id { get; init; }

    /// <summary>A URL, or the full path of a file on the nodes that look after it; without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>Analysed frames a second, 0.1 to 60; none: as the nodes are configured.</summary>
    public double? Fps { get; init; }
}

/// <summary>Where a camera is to be.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CameraPlace
{
    /// <summary>The node that should look after it, <c>host:port</c>; null: whichever has the least to do.</summary>
    public required string? Node { get; init; }
}

/// <summary>The cameras of the site.</summary>
/// <param name="Cameras">By id.</param>
public sealed record CamerasView(IReadOnlyList<CameraView> Cameras);

/// <summary>A camera: how it is to be, and how it is.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Source">Where its pictures come from.</param>
/// <param name="Fps">Analysed frames a second that were asked for; null: as the nodes are configured.</param>
/// <param name="Paused">Whether it is to be left alone.</param>
/// <param name="Node">The node that it should be on; null: whichever has the least to do.</param>
/// <param name="Ended">Why it is over, of a file that was read to its end; null while it is not.</param>
/// <param name="Created">When it was registered.</param>
/// <param name="Status">What it reported last; null before its first report.</param>
public sealed record CameraView(
    string Id, string Source, double? Fps, bool Paused, string? Node, string? Ended, DateTimeOffset Created, CameraStatusView? Status)
{
    /// <summary>A camera of the site.</summary>
    internal static CameraView Of(SiteCamera camera) => new(
        camera.Registered.Id.Value, Masking.Apply(camera.Registered.Source), camera.Registered.Fps, camera.Registered.Paused,
        camera.Registered.Node,
        camera.Registered.Ended, camera.Registered.Created, camera.Status is { } status ? CameraStatusView.Of(status) : null);
}

/// <summary>A camera at one moment.</summary>
public sealed record CameraStatusView
{
    /// <summary>The camera's id.</summary>
    public string Camera { get; init; } = "";

    /// <summary>What it is doing.</summary>
    [JsonConverter(typeof(Words<CameraState>))]
    public CameraState State { get; init; }

    /// <summary>Why it is in this state, for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The node that reads it.</summary>
    public string? Node { get; init; }

    /// <summary>Pixels across of the analysed frames; 0 before the first.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down of the analysed frames; 0 before the first.</summary>
    public int Height { get; init; }

    /// <summary>Frames received per second.</summary>
    public double ReceivedFps { get; init; }

    /// <summary>Frames analysed per second.</summary>
    public double? AnalysedFps { get; init; }

    /// <summary>Frames received since the camera was added.</summary>
    public long Received { get; init; }

    /// <summary>Frames analysed since the camera was added.</summary>
    public long? Analysed { get; init; }

    /// <summary>Frames that were received but not analysed, by reason.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = new Dictionary<string, long>();

    /// <summary>How many seconds the frame analysed last took, from its arrival to the end of its analysis.</summary>
    public double? StalenessSeconds { get; init; }

    /// <summary>How many seconds the decoder is behind: the delay of the latest frame beyond the least delay of this camera.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Whether only its key frames are read for a while, because its decoder could not keep up.</summary>
    public bool KeyFramesOnly { get; init; }

    /// <summary>How often the source was opened again within the last hour.</summary>
    public int ReconnectsLastHour { get; init; }

    /// <summary>How often the stream stalled within the last hour.</summary>
    public int StallsLastHour { get; init; }

    /// <summary>From A (as it should be) to D (look at it).</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<HealthGrade>))]
    public HealthGrade Health { get; init; }

    /// <summary>What a camera reported.</summary>
    internal static CameraStatusView Of(CameraStatus status) => new()
    {
        Camera = status.Camera.Value,
        State = status.State,
        Reason = Masking.Apply(status.Reason),
        Node = status.Node,
        Width = status.Width,
        Height = status.Height,
        ReceivedFps = Math.Round(status.ReceivedFps, 2),
        AnalysedFps = status.AnalysedFps is { } fps ? Math.Round(fps, 2) : null,
        Received = status.Received,
        Analysed = status.Analysed,
        Dropped = status.Dropped,
        StalenessSeconds = status.Staleness is { } age ? Math.Round(age.TotalSeconds, 3) : null,
        LagSeconds = status.Lag is { } lag ? Math.Round(lag.TotalSeconds, 3) : null,
        KeyFramesOnly = status.KeyFramesOnly,
        ReconnectsLastHour = status.ReconnectsLastHour,
        StallsLastHour = status.StallsLastHour,
        Health = status.Health,
    };
}
