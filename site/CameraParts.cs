using Akka.Actor;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;

namespace Analytics.Site;

/// <summary>What cameras of a site need on their node.</summary>
/// <param name="Node">Its address, <c>host:port</c>.</param>
/// <param name="Local">Knows those that are here.</param>
/// <param name="Ingest">How they are read.</param>
/// <param name="Schedule">What is embedded of them.</param>
/// <param name="Camera">Makes the actor of one; the function says whether it goes on elsewhere when it ends.</param>
public sealed record CameraParts(
    string Node, LocalCameras Local, IngestOptions Ingest, ScheduleOptions Schedule, Func<CameraSpec, EmbeddingSchedule, Func<bool>,
    Props> Camera)
{
    /// <summary>The hosts of the site's nodes, where no camera is.</summary>
    public Func<IEnumerable<string>> Nodes { get; init; } = () => [];
}
