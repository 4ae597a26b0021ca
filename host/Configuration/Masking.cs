using System.Text.RegularExpressions;

namespace Analytics.Host.Configuration;

/// <summary>Hides credentials in text that people or logs get to see.</summary>
public static partial class Masking
{
    /// <summary>What stands in for a secret.</summary>
    public const string Mask = "***";

    /// <summary><paramref name="text"/> with the user and password of every URL replaced: <c>rtsp://***@camera/stream</c>.</summary>
    public static string Urls(string text) => UserInfo().Replace(text, $"$1{Mask}@");

    // The password may hold an unescaped '@'; everything up to the last one before the path belongs to it.
    [GeneratedRegex(@"\b([a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/?#""']*@")]
    private static partial Regex UserInfo();
}
