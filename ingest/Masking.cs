using System.Text.RegularExpressions;

namespace Analytics.Ingest;

/// <summary>Takes credentials out of text that people will read.</summary>
internal static partial class Masking
{
    private const string Mask = "***";

    /// <summary>
    /// The text with the user information of every URL and the value of every parameter that sounds like a secret replaced by
    /// <c>***</c>. Rather too much than too little: a password may hold any character, so all up to a URL's last <c>@</c> goes.
    /// </summary>
    public static string Apply(string text) =>
        SecretParameter().Replace(UserInformation().Replace(text, $"://{Mask}@"), $"$1={Mask}");

    /// <summary>The same, and the given secrets wherever they stand, plain or percent-encoded.</summary>
    public static string Apply(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length > 2))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), Mask, StringComparison.OrdinalIgnoreCase);
        }

        return Apply(text);
    }

    [GeneratedRegex(@"://[^\s'""]*@")]
    private static partial Regex UserInformation();

    [GeneratedRegex(@"([\w-]*(?:pass|pwd|token|secret|key|auth|sig|cred|session)[\w-]*)=([^&;\s'""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretParameter();
}
