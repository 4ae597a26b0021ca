using System.Text.Json.Serialization;
using Analytics.Cli;

namespace Analytics.Host.Commands.Dlq;

/// <summary>What <c>dlq list</c> answers.</summary>
public sealed record DeadLettersAnswer(IReadOnlyList<DeadLetterAnswer> Letters);

/// <summary>A dead letter.</summary>
/// <param name="Id">PARTITION/OFFSET among the dead letters.</param>
/// <param name="At">When it was put aside.</param>
/// <param name="Camera">Its key.</param>
/// <param name="Type">Of the event; none where it is none.</param>
/// <param name="Bytes">Of the message.</param>
/// <param name="Reason">Why it was put aside.</param>
/// <param name="From">TOPIC/PARTITION/OFFSET that it came from.</param>
/// <param name="Fault">What this version finds wrong with it; none where it would read it.</param>
public sealed record DeadLetterAnswer(
    string Id, DateTimeOffset At, string Camera, string? Type, int Bytes, string Reason, string From, string? Fault);

/// <summary>What <c>dlq replay</c> answers.</summary>
public sealed record ReplayedAnswer(IReadOnlyList<string> Replayed);

/// <summary>Writes them.</summary>
internal static class DlqAnswers
{
    private static readonly DlqJson Json = new(Answer.JsonOptions);

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    public static void Write<T>(this CommandContext context, OutputFormat format, T answer, Func<T, IEnumerable<string>> lines) =>
        context.Write(format, answer, Json, lines);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(DeadLetterAnswer))]
[JsonSerializable(typeof(ReplayedAnswer))]
internal sealed partial class DlqJson : JsonSerializerContext;
