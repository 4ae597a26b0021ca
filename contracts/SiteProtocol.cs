namespace Analytics.Contracts;

/// <summary>What the nodes of a site say to each other about cameras.</summary>
public static class SiteProtocol
{
    /// <summary>Orders the camera to be looked after; repeated about once a second, so that nothing has to be remembered.</summary>
    /// <param name="Camera">The camera.</param>
    /// <param name="Source">URL or path, without credentials: these are read where they are used.</param>
    /// <param name="Fps">Analysed frames a second; none: as configured on the node.</param>
    /// <param name="Node">The node that it should be on, <c>host:port</c>; none: any.</param>
    public sealed record WatchCamera(CameraId Camera, string Source, double? Fps, string? Node);

    /// <summary>Orders the camera to be left alone: it was paused or removed.</summary>
    /// <param name="Camera">The camera.</param>
    public sealed record LeaveCamera(CameraId Camera);
}

/// <summary>The report of a node, about once per second.</summary>
/// <param name="Node">Its address, <c>host:port</c>.</param>
/// <param name="Cameras">Its number of cameras.</param>
/// <param name="AnalysedFps">Frames a second that it analyses, all cameras together.</param>
/// <param name="Staleness">
/// How old frames are when they are done, a second more where a decoder could not keep up: the worst of its cameras.
/// </param>
public sealed record NodeLoad(string Node, int Cameras, double AnalysedFps, TimeSpan Staleness)
{
    /// <summary>Cameras of its that should be on another node, and which.</summary>
    public IReadOnlyDictionary<CameraId, string> Misplaced { get; init; } = new Dictionary<CameraId, string>();

    /// <summary>Cameras of its that may be on any node.</summary>
    public IReadOnlyList<CameraId> Movable { get; init; } = [];
}
