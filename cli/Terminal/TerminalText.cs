using System.Globalization;
using System.Text;

namespace Analytics.Cli.Terminal;

/// <summary>
/// Text that came from outside (names of cameras and people, what brokers, ffmpeg and nodes say) as a terminal may show it. JSON escapes by
/// itself and does not go through here.
/// </summary>
public static class TerminalText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// <paramref name="text"/> in one line: what moves the cursor, ends the line, turns the direction of writing or is not seen stands
    /// there as its number, <c>\u001b</c>. Tabs stay, and the joiners that some scripts are written with.
    /// </summary>
    public static string Line(string text)
    {
        if (text.EnumerateRunes().All(IsShown))
        {
            return text;
        }

        var line = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            line.Append(IsShown(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
        }

        return line.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => rune.Value == '\t',
        UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };
}
