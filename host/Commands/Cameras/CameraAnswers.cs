using System.Text.Json.Serialization;
using Analytics.Api;
using Analytics.Cli;

namespace Analytics.Host.Commands.Cameras;

/// <summary>What <c>cameras remove</c> answers.</summary>
/// <param name="Removed">Those that were there.</param>
/// <param name="Missing">Those that were not.</param>
public sealed record RemovedCamerasAnswer(IReadOnlyList<string> Removed, IReadOnlyList<string> Missing);

/// <summary>What <c>cluster drain</c> answers.</summary>
/// <param name="Node">The node that was asked to leave.</param>
/// <param name="Gone">Whether it has; false when nobody waited.</param>
public sealed record DrainedAnswer(string Node, bool Gone);

/// <summary>Writes them.</summary>
internal static class CameraAnswers
{
    private static readonly CameraJson Json = new(Answer.JsonOptions);

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    public static void Write<T>(this CommandContext context, OutputFormat format, T answer, Func<T, IEnumerable<string>> lines) =>
        context.Write(format, answer, Json, lines);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(CamerasView))]
[JsonSerializable(typeof(CameraView))]
[JsonSerializable(typeof(RemovedCamerasAnswer))]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(DrainedAnswer))]
internal sealed partial class CameraJson : JsonSerializerContext;
