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
/// <param name="AnalysedFps">Frames a second that it analyses, all cameras together.</param>
/// <param name="StalenessSeconds">How old frames are when they are done, a second more where a decoder could not keep up: the worst of its
/// cameras.</param>
public sealed record ClusterNode(
    string Node, IReadOnlyList<string> Roles, string State, bool Reachable, int? Cameras, double? AnalysedFps, double? StalenessSeconds)
{
    /// <summary>What the site knows of a node.</summary>
    internal static ClusterNode Of(NodeView node) => new(
        node.Node, node.Roles, node.State, node.Reachable, node.Load?.Cameras,
        node.Load?.AnalysedFps is { } fps ? Math.Round(fps, 2) : null,
        node.Load?.Staleness is { } staleness ? Math.Round(staleness.TotalSeconds, 3) : null);
}

/// <summary>The stream of events is open, though nothing has happened.</summary>
/// <param name="At">UTC.</param>
public sealed record HeartbeatView(DateTimeOffset At);

/// <summary>Whether a node is ready.</summary>
/// <param name="Ready">Whether all checks passed when they last ran.</param>
/// <param name="Checks">Each of them; only for who shows a token.</param>
public sealed record ReadinessView(
    bool Ready, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CheckView>? Checks);

/// <summary>A check of readiness.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Fault">Why it does not pass; null where it does.</param>
public sealed record CheckView(string Name, string? Fault);

/// <summary>Whether a node is alive; who can answer is.</summary>
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
