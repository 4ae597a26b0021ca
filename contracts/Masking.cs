using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Contracts;

/// <summary>
/// Takes credentials out of text that people will read: logs, errors, states of cameras, answers of the API. A password may hold any
/// letter, so that no pattern finds all of them in free text: those that this process knows are therefore remembered, and found in
/// whatever form they stand.
/// </summary>
public static partial class Masking
{
    /// <summary>What stands in for a secret.</summary>
    public const string Mask = "***";

    private const int ShortestSecret = 3; // a shorter one is in every other word
    private const string Example = "user:password@"; // in advice how to write an address
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Remembered = new(StringComparer.Ordinal);
    private static volatile Regex? _known;

    /// <summary>From now on <see cref="Apply(string)"/> finds this secret anywhere, as it is or encoded.</summary>
    public static void Remember(string? secret)
    {
        if (secret is { Length: >= ShortestSecret })
        {
            lock (Gate)
            {
                _known = Remembered.Add(secret) ? Pattern(Remembered) : _known;
            }
        }
    }

    /// <summary>
    /// Remembers what may be the password of a text that may be a URL: an argument of the command line, before anybody parses it.
    /// </summary>
    public static void RememberOfAddress(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = text.LastIndexOf('@');
        if (start > 2 && at > start)
        {
            var information = text[start..at];
            Remember(information[(information.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            Remember(Uri.UnescapeDataString(information[(information.IndexOf(':', StringComparison.Ordinal) + 1)..]));
        }
    }

    /// <summary>
    /// The text with the secrets that are known, the user information of its URLs and the values of parameters that sound like a secret
    /// replaced by <see cref="Mask"/>. Rather too much than too little.
    /// </summary>
    public static string Apply(string text) => Urls(_known?.Replace(text, Mask) ?? text);

    /// <summary>The same, and the given secrets wherever they stand.</summary>
    public static string Apply(string text, IEnumerable<string> secrets)
    {
        var all = secrets.Where(secret => secret.Length >= ShortestSecret).ToList();
        return Apply(all.Count == 0 ? text : Pattern(all).Replace(text, Mask));
    }

    /// <summary>A text that is one URL and nothing else: all up to its last <c>@</c> may belong to the password.</summary>
    public static string OfAddress(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var at = address.LastIndexOf('@');
        var shown = start >= 0 && at > start ? $"{address[..(start + 3)]}{Mask}@{address[(at + 1)..]}" : Apply(address);
        return AddressParameter().Replace(shown, $"$1={Mask}");
    }

    /// <summary>The values of the parameters of an address that sound like a secret.</summary>
    public static IEnumerable<string> SecretsIn(string address) =>
        AddressParameter().Matches(address).Select(match => match.Groups[2].Value);

    /// <summary>Whether a text is a host, or a host and a port.</summary>
    public static bool IsHost(string authority)
    {
        var bracket = authority.LastIndexOf(']');
        var colon = authority.IndexOf(':', Math.Max(0, bracket));
        return (colon < 0 || ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            && Uri.CheckHostName(colon < 0 ? authority : authority[..colon]) != UriHostNameType.Unknown;
    }

    private static string Urls(string text)
    {
        var masked = new StringBuilder();
        var done = 0;
        for (var scheme = text.IndexOf("://", StringComparison.Ordinal);
            scheme >= 0;
            scheme = text.IndexOf("://", scheme + 3, StringComparison.Ordinal))
        {
            var start = scheme + 3;
            var next = text.IndexOf("://", start, StringComparison.Ordinal);
            var line = text.IndexOfAny(['\n', '\r'], start);
            var end = Math.Min(next < 0 ? text.Length : next, line < 0 ? text.Length : line);
            var at = start >= done ? EndOfUser(text[start..end]) : -1;
            if (at >= 0)
            {
                masked.Append(text, done, start - done).Append(Mask);
                done = start + at;
            }
        }

        return Parameters(masked.Append(text, done, text.Length - done).ToString());
    }

    /// <summary>Where the <c>@</c> behind the user information is, in the text behind <c>://</c>; -1: there is none.</summary>
    private static int EndOfUser(string rest)
    {
        var word = rest.IndexOfAny([' ', '\t', '\'', '"', '<', '>']) is var blank and >= 0 ? rest[..blank] : rest;
        var head = word.IndexOfAny(['/', '?', '#']) is var path and >= 0 ? word[..path] : word;
        var inWord = word.LastIndexOf('@');
        var isHost = !head.Contains('@', StringComparison.Ordinal) && IsHost(head)
            && (inWord < 0 || !head.Contains(':', StringComparison.Ordinal));
        return isHost || head.Length == 0 || word.StartsWith(Example, StringComparison.Ordinal) ? -1
            : inWord >= 0 ? inWord : rest.LastIndexOf('@');
    }

    private static string Parameters(string text) => TextParameter().Replace(text, $"$1={Mask}");

    // Each letter as it is, behind a backslash, percent-encoded (RFC 3986), or as JSON writes it; longer secrets first.
    private static Regex Pattern(IEnumerable<string> secrets) => new(
        string.Join(
            '|', secrets.OrderByDescending(secret => secret.Length).Select(secret => string.Concat(secret.EnumerateRunes().Select(Forms)))),
        RegexOptions.CultureInvariant);

    private static string Forms(Rune letter)
    {
        var itself = letter.ToString();
        var forms = new StringBuilder("(?:(?i:");
        foreach (var part in Encoding.UTF8.GetBytes(itself))
        {
            forms.Append(CultureInfo.InvariantCulture, $"%{part:x2}");
        }

        forms.Append('|');
        foreach (var part in itself)
        {
            forms.Append(CultureInfo.InvariantCulture, $@"\\u{(int)part:x4}");
        }

        return forms.Append(itself == " " ? @")|\+" : ")").Append(@"|\\?").Append(Regex.Escape(itself)).Append(')').ToString();
    }

    private const string SecretName = @"(?<=[?&;/_])([\w.-]*(?:pas|psw|pwd|token|secret|key|auth|sig|cred|session)[\w.-]*)";

    // Recorders have parameters in paths, too: /user=admin_password=abc_channel=1.sdp. There the value may go on to the end.
    [GeneratedRegex(SecretName + "=([^&;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex AddressParameter();

    // In a sentence the address ends somewhere, and what closes a quotation or the sentence is not part of it.
    [GeneratedRegex(SecretName + @"=([^&;\s""]+?)(?=['.,:)]*(?:[&;\s""]|$))", RegexOptions.IgnoreCase)]
    private static partial Regex TextParameter();
}
