using System.Text;

namespace Analytics.Runtime.Video;

/// <summary>Writes names with the letters that OpenCV's built-in font has: ASCII.</summary>
public static class PlainText
{
    // .NET cannot decompose letters in invariant mode, so the Latin ones are listed.
    private static readonly (string Letters, string Plain)[] Table =
    [
        ("ÀÁÂÃÅĀĂĄ", "A"), ("ÇĆĈĊČ", "C"), ("ĎĐÐ", "D"), ("ÈÉÊËĒĔĖĘĚ", "E"), ("ĜĞĠĢ", "G"), ("ĤĦ", "H"), ("ÌÍÎÏĨĪĬĮİ", "I"), ("Ĵ", "J"),
        ("Ķ", "K"),
        ("ĹĻĽĿŁ", "L"), ("ÑŃŅŇŊ", "N"), ("ÒÓÔÕŌŎŐØ", "O"), ("ŔŖŘ", "R"), ("ŚŜŞŠȘ", "S"), ("ŢŤŦȚ", "T"), ("ÙÚÛŨŪŬŮŰŲ", "U"), ("Ŵ", "W"),
        ("ÝŶŸ", "Y"),
        ("ŹŻŽ", "Z"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("Æ", "Ae"), ("Œ", "Oe"), ("Þ", "Th"),
        ("àáâãåāăą", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"), ("ĥħ", "h"), ("ìíîïĩīĭįı", "i"), ("ĵ", "j"),
        ("ķ", "k"),
        ("ĺļľŀł", "l"), ("ñńņňŋ", "n"), ("òóôõōŏőø", "o"), ("ŕŗř", "r"), ("śŝşšș", "s"), ("ţťŧț", "t"), ("ùúûũūŭůűų", "u"), ("ŵ", "w"),
        ("ýŷÿ", "y"),
        ("źżž", "z"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ß", "ss"), ("‘’", "'"), ("“”", "\""),
        ("–—", "-"),
    ];

    private static readonly Dictionary<char, string> Plain =
        Table.SelectMany(row => row.Letters.Select(letter => (letter, row.Plain)))
            .ToDictionary(entry => entry.letter, entry => entry.Plain);

    /// <summary>
    /// <paramref name="text"/> in ASCII: <c>Jürgen Šarić</c> becomes <c>Juergen Saric</c>, a letter of another script <c>?</c>.
    /// </summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(rune.IsAscii ? (Rune.IsControl(rune) ? " " : rune.ToString())
                : rune.IsBmp && Plain.TryGetValue((char)rune.Value, out var letters) ? letters
                : Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark ? "" : "?");
        }

        return plain.ToString();
    }
}
