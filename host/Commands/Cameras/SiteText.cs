using System.Globalization;
using Analytics.Api;
using Analytics.Contracts;

namespace Analytics.Host.Commands.Cameras;

/// <summary>Cameras and nodes in lines.</summary>
internal static class SiteText
{
    /// <summary>A line for each camera.</summary>
    public static IEnumerable<string> Lines(CamerasView answer) => answer.Cameras.Count == 0
        ? ["No cameras. 'analytics cameras add ID SOURCE' adds one."]
        : answer.Cameras.Select(Line);

    /// <summary>A line for each node.</summary>
    public static IEnumerable<string> Lines(ClusterView answer) => answer.Nodes.Select(node => string.Create(
        CultureInfo.InvariantCulture,
        $"{node.Node}  {node.State}{(node.Reachable ? "" : ", unreachable")}  {string.Join(", ", node.Roles)}")
        + (node.Cameras is { } cameras
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"  {Quantity.Of(cameras, "camera", "cameras")}, {node.AnalysedFps:0.0} fps analysed, {node.StalenessSeconds:0.00} s old")
            : ""));

    /// <summary>A camera in a line.</summary>
    public static string Line(CameraView camera) => camera switch
    {
        { Paused: true } => $"{camera.Id}  paused  {camera.Source}",
        { Ended: { } why } => $"{camera.Id}  ended ({why})  {camera.Source}",
        { Status: { } status } => $"{Line(status)}  {camera.Source}",
        _ => $"{camera.Id}  waiting for a node  {camera.Source}",
    };

    /// <summary>What a camera reported, in a line.</summary>
    public static string Line(CameraStatusView status)
    {
        var state = $"{status.Camera}  {status.State.Word()}{(status.Node is { } node ? $" on {node}" : "")}";
        return status.State == CameraState.Streaming
            ? $"{state}  {Rates(status)}, grade {status.Health}"
            : $"{state} ({status.Reason}), grade {status.Health}";
    }

    /// <summary>All about a camera.</summary>
    public static IEnumerable<string> Details(CameraView camera)
    {
        yield return $"{camera.Id}: {camera.Source}";
        yield return string.Create(CultureInfo.InvariantCulture, $"  added: {camera.Created:yyyy-MM-dd HH:mm:ss} UTC");
        yield return "  analysed: " + (camera.Fps is { } fps
            ? string.Create(CultureInfo.InvariantCulture, $"{fps:0.##} frames a second") : "as the nodes are configured");
        yield return $"  should be on: {camera.Node ?? "any node"}";
        if (camera.Paused || camera.Ended is not null)
        {
            yield return camera.Paused ? "  paused" : $"  ended: {camera.Ended}";
        }

        if (camera.Status is not { } status)
        {
            yield return "  no status yet";
            yield break;
        }

        yield return $"  state: {status.State.Word()}{(status.Node is { } node ? $" on {node}" : "")}, {status.Reason}";
        yield return $"  pictures: {status.Width}x{status.Height}, {Rates(status)}";
        yield return $"  frames: {status.Received} received, {status.Analysed ?? 0} analysed"
            + string.Concat(status.Dropped.Where(drop => drop.Value > 0).Select(drop => $", {drop.Value} dropped ({drop.Key})"));
        yield return $"  last hour: {Quantity.Of(status.ReconnectsLastHour, "reconnect", "reconnects")}, "
            + $"{Quantity.Of(status.StallsLastHour, "stall", "stalls")}; grade {status.Health}";
    }

    private static string Rates(CameraStatusView status) => string.Create(
        CultureInfo.InvariantCulture, $"{status.ReceivedFps:0.0} fps in, {status.AnalysedFps ?? 0:0.0} analysed")
        + (status.StalenessSeconds is { } age ? string.Create(CultureInfo.InvariantCulture, $", {age:0.00} s old") : "")
        + (status.LagSeconds >= 1 ? string.Create(CultureInfo.InvariantCulture, $", its decoder {status.LagSeconds:0.0} s behind") : "");
}
