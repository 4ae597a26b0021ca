using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>A card as a person would write it: rows of a table on one line each.</summary>
internal static class CardText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The card with a line break at its end, as <see cref="ModelCard.Parse"/> reads it.</summary>
    public static string Of(ModelCard card)
    {
        using var json = JsonDocument.Parse(card.ToJson());
        var text = new StringBuilder();
        Write(text, json.RootElement, indent: 0, inRow: false);
        return text.Append('\n').ToString();
    }

    /// <summary>Changes a card where it lies, which may be newer than the one that this build carries.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">The card where there is no file yet.</param>
    /// <param name="change">What becomes of it.</param>
    /// <exception cref="FailureException">The file is no card, or cannot be written.</exception>
    public static void Change(string path, ModelCard otherwise, Func<ModelCard, ModelCard> change)
    {
        try
        {
            var card = File.Exists(path) ? ModelCard.Parse(File.ReadAllBytes(path), path) : otherwise;
            WholeFile.Replace(path, Encoding.UTF8.GetBytes(Of(change(card))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UnavailableException($"The card cannot be written to '{path}': {exception.Message}");
        }
    }

    private static void Write(StringBuilder text, JsonElement element, int indent, bool inRow)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(text, element.EnumerateObject(), ('{', '}'), indent, inRow, pad: true, member =>
                {
                    text.Append('"').Append(member.Name).Append("\": ");
                    Write(text, member.Value, indent + 1, inRow);
                });
                break;
            case JsonValueKind.Array:
                var row = inRow || element.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.String);
                WriteAll(text, element.EnumerateArray(), ('[', ']'), indent, row, pad: false,
                    item => Write(text, item, indent + 1, inRow: true));
                break;
            case JsonValueKind.String:
                text.Append('"').Append(JsonEncodedText.Encode(element.GetString()!, Readable.Encoder).ToString()).Append('"');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(
        StringBuilder text, IEnumerable<T> items, (char Open, char Close) bracket, int indent, bool row, bool pad, Action<T> write)
    {
        var (between, around) = row ? (", ", pad ? " " : "") : (",\n" + Spaces(indent + 1), "\n" + Spaces(indent + 1));
        text.Append(bracket.Open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? around : between);
            write(item);
            first = false;
        }

        text.Append(first ? "" : row ? around : "\n" + Spaces(indent)).Append(bracket.Close);
    }

    private static string Spaces(int indent) => new(' ', 2 * indent);
}
