using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Cli.Terminal;

namespace Analytics.Cli;

/// <summary>Writes what a command answers: lines for people, or JSON.</summary>
public static class Answer
{
    /// <summary>How answers are written as JSON, for the context that knows their types.</summary>
    public static JsonSerializerOptions JsonOptions => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    /// <param name="context">Takes it.</param>
    /// <param name="format">Lines or JSON.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="json">Knows its type; made with <see cref="JsonOptions"/>.</param>
    /// <param name="lines">Puts it into lines.</param>
    public static void Write<T>(
        this CommandContext context, OutputFormat format, T answer, JsonSerializerContext json, Func<T, IEnumerable<string>> lines)
    {
        if (format == OutputFormat.Json)
        {
            context.Output.WriteLine(JsonSerializer.Serialize(answer, typeof(T), json));
            return;
        }

        foreach (var line in lines(answer))
        {
            context.Output.WriteLine(TerminalText.Line(line));
        }
    }
}
