using System.Text.Json.Serialization;
using Analytics.Cli;
using Analytics.Host.Commands.People;

namespace Analytics.Host.Commands.Index;

/// <summary>What <c>index status</c> answers.</summary>
/// <param name="Kind">embedded or qdrant.</param>
/// <param name="Collection">Its name.</param>
/// <param name="Model">Of all templates in it.</param>
/// <param name="Length">Components of each.</param>
/// <param name="Faces">That it answers with.</param>
/// <param name="Facts">What this kind reports besides.</param>
/// <param name="Recall">As it searches now; none where it holds no faces or was not to be measured.</param>
public sealed record IndexStatusAnswer(
    string Kind, string Collection, string Model, int Length, long Faces, IReadOnlyDictionary<string, string> Facts,
    IndexRecallAnswer? Recall);

/// <summary>What <c>index recall</c> answers.</summary>
/// <param name="Probes">Faces that were looked for.</param>
/// <param name="Misses">Of these, the ones that an exact search found and the usual one did not.</param>
/// <param name="Recall">The share of the others.</param>
/// <param name="Lower">The lower end of its 95 % confidence interval.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Target">The least that is asked for, <c>Index:RecallTarget</c>.</param>
/// <param name="Cosine">Between a probe and its face.</param>
/// <param name="SearchMs">Mean time for a search, fifty at a time.</param>
/// <param name="ExactMs">The same for an exact one.</param>
public sealed record IndexRecallAnswer(
    int Probes, int Misses, double Recall, double Lower, double Upper, double Target, double Cosine, double SearchMs, double ExactMs);

/// <summary>What <c>index rebuild</c> answers.</summary>
public sealed record RebuildAnswer(
    bool DryRun, long Photos, long Missing, long Strays, long Resumed, IReadOnlyList<NotTakenAnswer> NotTaken, string? Unavailable);

/// <summary>Writes them.</summary>
internal static class IndexAnswers
{
    private static readonly IndexJson Json = new(Answer.JsonOptions);

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    public static void Write<T>(this CommandContext context, OutputFormat format, T answer, Func<T, IEnumerable<string>> lines) =>
        context.Write(format, answer, Json, lines);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(IndexStatusAnswer))]
[JsonSerializable(typeof(IndexRecallAnswer))]
[JsonSerializable(typeof(RebuildAnswer))]
internal sealed partial class IndexJson : JsonSerializerContext;
