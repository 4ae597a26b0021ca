namespace Analytics.Contracts;

/// <summary>What a node of a site does.</summary>
public static class SiteRoles
{
    /// <summary>Reads cameras, finds faces.</summary>
    public const string Vision = "vision";

    /// <summary>Names people.</summary>
    public const string Match = "match";

    /// <summary>Answers requests, and orders the cameras.</summary>
    public const string Api = "api";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Vision, Match, Api];
}
