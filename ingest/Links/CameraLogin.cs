using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Ingest.Links;

/// <summary>
/// Answers a camera that asks who we are: with a digest (RFC 2617, RFC 7616), which does not show the password, and with the password
/// itself (Basic, RFC 7617) only where that is allowed, whatever the camera would rather have.
/// </summary>
/// <param name="user">The user.</param>
/// <param name="password">The password.</param>
/// <param name="mayBePlain">Whether the password may go over the connection as it is.</param>
internal sealed partial class CameraLogin(string user, string password, bool mayBePlain)
{
    private readonly Lock _gate = new(); // requests and answers are passed on by two
    private Dictionary<string, string>? _digest;
    private bool _plain;
    private int _count;

    /// <summary>What the camera has asked with: the nonce of a digest; empty for Basic; null: it has not asked.</summary>
    public string? Nonce => _digest?["nonce"] ?? (_plain ? "" : null);

    /// <summary>Takes what a camera asks with; false where no answer is allowed or known.</summary>
    /// <param name="challenges">The values of <c>WWW-Authenticate</c>.</param>
    public bool TryTake(IReadOnlyList<string> challenges)
    {
        lock (_gate)
        {
            return Take(challenges);
        }
    }

    /// <summary>The header <c>Authorization</c> of a request, and the nonce that it answers; none before the camera has asked.</summary>
    public (string? Header, string? Nonce) Answer(string method, string url)
    {
        lock (_gate)
        {
            return (_digest is { } digest ? Digest(digest, method, url)
                : _plain ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}"
                : null, Nonce);
        }
    }

    private bool Take(IReadOnlyList<string> challenges)
    {
        var digest = challenges.Where(challenge => challenge.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
            .Select(Parameters).FirstOrDefault(IsKnown);
        if (digest is not null)
        {
            _count = digest["nonce"] == Nonce ? _count : 0;
            (_digest, _plain) = (digest, false);
            return true;
        }

        _digest = null;
        _plain = mayBePlain && challenges.Any(challenge => challenge.StartsWith("Basic", StringComparison.OrdinalIgnoreCase));
        return _plain;
    }

    private static bool IsKnown(Dictionary<string, string> digest) =>
        digest.ContainsKey("realm") && digest.ContainsKey("nonce")
        && digest.GetValueOrDefault("algorithm", "MD5").ToUpperInvariant() is "MD5" or "SHA-256"
        && (!digest.TryGetValue("qop", out var qop)
            || qop.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase));

    private static Dictionary<string, string> Parameters(string challenge)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter().Matches(challenge["Digest ".Length..]))
        {
            var quoted = match.Groups[2];
            parameters.TryAdd(match.Groups[1].Value, quoted.Success ? Escaped().Replace(quoted.Value, "$1") : match.Groups[3].Value);
        }

        return parameters;
    }

    private string Digest(Dictionary<string, string> digest, string method, string url)
    {
        var (realm, nonce) = (digest["realm"], digest["nonce"]);
        var algorithm = digest.GetValueOrDefault("algorithm", "MD5");
        string Hash(string text) => Hashed(algorithm, text);
        var header = new StringBuilder("Digest ")
            .Append(CultureInfo.InvariantCulture,
                $"username={Quoted(user)}, realm={Quoted(realm)}, nonce={Quoted(nonce)}, uri={Quoted(url)}");
        var (who, what) = (Hash($"{user}:{realm}:{password}"), Hash($"{method}:{url}"));
        if (digest.ContainsKey("qop"))
        {
            var (count, own) = (
                (++_count).ToString("x8", CultureInfo.InvariantCulture), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            var response = Hash($"{who}:{nonce}:{count}:{own}:auth:{what}");
            header.Append(CultureInfo.InvariantCulture, $", qop=auth, nc={count}, cnonce=\"{own}\", response=\"{response}\"");
        }
        else
        {
            header.Append(CultureInfo.InvariantCulture, $", response=\"{Hash($"{who}:{nonce}:{what}")}\"");
        }

        if (digest.TryGetValue("algorithm", out _))
        {
            header.Append(CultureInfo.InvariantCulture, $", algorithm={algorithm}");
        }

        return digest.TryGetValue("opaque", out var opaque) ? header.Append(", opaque=").Append(Quoted(opaque)).ToString()
            : header.ToString();
    }

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "RFC 2617: what cameras ask for.")]
    private static string Hashed(string algorithm, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(
            algorithm.Equals("MD5", StringComparison.OrdinalIgnoreCase) ? MD5.HashData(bytes) : SHA256.HashData(bytes));
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"([\w-]+)\s*=\s*(?:""((?:[^""\\]|\\.)*)""|([^\s,""]+))")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
