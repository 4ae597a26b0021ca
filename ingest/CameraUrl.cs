using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Ingest;

/// <summary>
/// The URL of a camera, taken apart leniently: people paste passwords with <c>@</c>, <c>#</c> or <c>/</c> in them, which
/// <see cref="Uri"/> rewrites or refuses. Holds credentials in the clear: only <see cref="ToString"/> may be shown.
/// </summary>
internal sealed record CameraUrl(string Scheme, string Host, int? ExplicitPort, string PathAndQuery, string? User, string? Password)
{
    public int Port => ExplicitPort ?? Scheme switch { "rtsp" => 554, "rtsps" => 322, "https" => 443, _ => 80 };

    /// <summary>With credentials, percent-encoded so that every parser agrees on its parts.</summary>
    public string Full => User is null
        ? $"{Scheme}://{Authority}{PathAndQuery}"
        : $"{Scheme}://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Password ?? "")}@{Authority}{PathAndQuery}";

    /// <summary>Scheme, host and port.</summary>
    public string WithoutPath => $"{Scheme}://{Authority}";

    /// <summary>What of it must not be shown.</summary>
    public IEnumerable<string> Secrets =>
        [.. User is null ? [] : new[] { Full }, .. new[] { Password }.OfType<string>(), .. Masking.SecretsIn(PathAndQuery)];

    private string Authority => ExplicitPort is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}") : Host;

    /// <exception cref="FailureException">There is no host, or the port is none.</exception>
    public static CameraUrl Parse(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = text[..schemeEnd].ToLowerInvariant();
        var rest = text[(schemeEnd + 3)..];
        var (at, afterAt) = FindAuthority(rest);
        var tail = rest[afterAt..];
        var isPort = at < 0 && tail.IndexOfAny(['/', '?', '#']) is var end and >= 0 && tail[..end].Contains(':', StringComparison.Ordinal);
        if ((at >= 0 || isPort) && tail.Contains('@', StringComparison.Ordinal))
        {
            // Either reading would be a guess, and the wrong one sends half a password to a host of its own making.
            throw new InvalidException(
                $"'{Masking.OfAddress(text)}' has an '@' after its first '/', so it is not clear where the password ends. "
                + "Percent-encode those of the password or the path ('@' as %40, '/' as %2F).");
        }

        var pathStart = tail.IndexOfAny(['/', '?', '#']);
        var authority = pathStart < 0 ? tail : tail[..pathStart];
        var path = pathStart < 0 ? "" : tail[pathStart..];
        if (!TrySplitHost(authority, out var host, out var port))
        {
            throw new InvalidException(
                $"'{Masking.OfAddress(text)}' has no valid host. Write {scheme}://user:password@host:port/path, with special characters "
                + "of the password percent-encoded ('@' as %40, '/' as %2F).");
        }

        var (user, password) = SplitUser(at < 0 ? null : rest[..at]);
        return new CameraUrl(scheme, host, port, path.Replace(" ", "%20", StringComparison.Ordinal), user, password);
    }

    /// <summary>Without credentials and secrets.</summary>
    public override string ToString()
    {
        var shown = Masking.OfAddress($"{Authority}{PathAndQuery}");
        return User is null ? $"{Scheme}://{shown}" : $"{Scheme}://{Masking.Mask}@{shown}";
    }

    /// <summary>
    /// The user information ends at the last '@' before the path (RFC 3986). Where what precedes the path is no host and port, the
    /// path's first '/' belongs to the password, and the last '@' of all ends it.
    /// </summary>
    private static (int At, int AfterAt) FindAuthority(string rest)
    {
        var path = rest.IndexOfAny(['/', '?', '#']);
        var head = path < 0 ? rest : rest[..path];
        var at = head.LastIndexOf('@');
        if (at < 0 && !TrySplitHost(head, out _, out _))
        {
            at = rest.LastIndexOf('@');
        }

        return (at, at + 1);
    }

    private static bool TrySplitHost(string authority, out string host, out int? port)
    {
        var bracket = authority.LastIndexOf(']');
        var colon = authority.IndexOf(':', Math.Max(0, bracket));
        host = colon < 0 ? authority : authority[..colon];
        port = null;
        if (colon >= 0)
        {
            if (!ushort.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            port = number;
        }

        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    private static (string? User, string? Password) SplitUser(string? information)
    {
        if (information is null)
        {
            return (null, null);
        }

        var colon = information.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(information), null)
            : (Uri.UnescapeDataString(information[..colon]), Uri.UnescapeDataString(information[(colon + 1)..]));
    }
}
