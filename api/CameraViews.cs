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
/// <param name="Camera">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Reason">Why.</param>
/// <param name="Node">The node that reads it.</param>
/// <param name="Width">Pixels across of the analysed frames; 0 before the first.</param>
/// <param name="Height">Pixels down of the analysed frames; 0 before the first.</param>
/// <param name="ReceivedFps">Frames a second that came.</param>
/// <param name="AnalysedFps">Frames a second that were analysed.</param>
/// <param name="Received">Frames that came.</param>
/// <param name="Analysed">Frames that were analysed.</param>
/// <param name="Dropped">Frames that were not, by reason.</param>
/// <param name="StalenessSeconds">How long after it came the frame analysed last was done.</param>
/// <param name="LagSeconds">How much later the latest frame came than this camera's do at best: what its decoder is behind.</param>
/// <param name="KeyFramesOnly">Whether it is read by its key frames alone for a while, because its decoder could not keep up.</param>
/// <param name="ReconnectsLastHour">Times that the source was opened again.</param>
/// <param name="StallsLastHour">Times that it stood still.</param>
/// <param name="Health">From A (as it should be) to D (look at it).</param>
public sealed record CameraStatusView(
    string Camera, [property: JsonConverter(typeof(Words<CameraState>))] CameraState State, string Reason, string? Node, int Width,
    int Height,
    double ReceivedFps, double? AnalysedFps, long Received, long? Analysed, IReadOnlyDictionary<string, long> Dropped,
    double? StalenessSeconds,
    double? LagSeconds, bool KeyFramesOnly, int ReconnectsLastHour, int StallsLastHour,
    [property: JsonConverter(typeof(JsonStringEnumConverter<HealthGrade>))] HealthGrade Health)
{
    /// <summary>What a camera reported.</summary>
    internal static CameraStatusView Of(CameraStatus status) => new(
        status.Camera.Value, status.State, Masking.Apply(status.Reason), status.Node, status.Width, status.Height,
        Math.Round(status.ReceivedFps, 2), status.AnalysedFps is { } fps ? Math.Round(fps, 2) : null, status.Received, status.Analysed,
        status.Dropped, status.Staleness is { } age ? Math.Round(age.TotalSeconds, 3) : null,
        status.Lag is { } lag ? Math.Round(lag.TotalSeconds, 3)
            : null, status.KeyFramesOnly, status.ReconnectsLastHour, status.StallsLastHour, status.Health);
}
