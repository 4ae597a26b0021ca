using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Site;

namespace Analytics.Api;

/// <summary>The nodes of the site.</summary>
/// <param name="Nodes">By address.</param>
public sealed record ClusterView(IReadOnlyList<ClusterNode> Nodes);

/// <summary>A node of the site.</summary>
/// <param name="Node">Its address, <c>host:port</c>.</param>
/// <param name="Roles">What it does.</param>
/// <param name="State">joining, up, leaving, exiting or down.</param>
/// <param name="Reachable">Whether it answers.</param>
/// <param name="Cameras">Its number of cameras; null for a node without the role vision and before its first report.</param>
/// <param name="AnalysedFps">Frames that it analyses per second, all cameras together.</param>
/// <param name="StalenessSeconds">Age of a frame when its analysis is done, at the camera where it is highest. A decoder that could not
/// keep up counts as one second more.</param>
public sealed record ClusterNode(
    string Node, IReadOnlyList<string> Roles, string State, bool Reachable, int? Cameras, double? AnalysedFps, double? StalenessSeconds)
{
    /// <summary>What the site knows of a node.</summary>
    internal static ClusterNode Of(NodeView node) => new(
        node.Node, node.Roles, node.State, node.Reachable, node.Load?.Cameras,
        node.Load?.AnalysedFps is { } fps ? Math.Round(fps, 2) : null,
        node.Load?.Staleness is { } staleness ? Math.Round(staleness.TotalSeconds, 3) : null);
}

/// <summary>A sign that the stream of events is open, sent while nothing happens.</summary>
/// <param name="At">When it was sent, in UTC.</param>
public sealed record HeartbeatView(DateTimeOffset At);

/// <summary>Whether a node is ready.</summary>
/// <param name="Ready">Whether all checks passed when they last ran.</param>
/// <param name="Checks">The checks. Absent if the request carries no token.</param>
public sealed record ReadinessView(
    bool Ready, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CheckView>? Checks);

/// <summary>A check of readiness.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Fault">Why it does not pass. Null if it passes.</param>
public sealed record CheckView(string Name, string? Fault);

/// <summary>Whether a node is alive. A node that answers is.</summary>
/// <param name="Live">Always true.</param>
public sealed record LivenessView(bool Live);

/// <summary>Enumerations as words: <c>backing-off</c>.</summary>
public sealed class Words<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>How the API's bodies become JSON and are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NewCamera))]
[JsonSerializable(typeof(CameraPlace))]
[JsonSerializable(typeof(CamerasView))]
[JsonSerializable(typeof(CameraView))]
[JsonSerializable(typeof(CameraStatusView))]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(ClusterNode))]
[JsonSerializable(typeof(HeartbeatView))]
[JsonSerializable(typeof(ReadinessView))]
[JsonSerializable(typeof(LivenessView))]
public sealed partial class ApiJson : JsonSerializerContext;
