namespace Analytics.Api;

/// <summary>Where the HTTP API is, and who may use it.</summary>
public sealed record ApiOptions
{
    /// <summary>Holds the token that may ask, where no file is named.</summary>
    public const string ReadTokenVariable = "ANALYTICS_API_READ_TOKEN";

    /// <summary>Holds the token that may ask and change, where no file is named.</summary>
    public const string WriteTokenVariable = "ANALYTICS_API_WRITE_TOKEN";

    /// <summary>
    /// Holds the token that the commands <c>cameras</c> and <c>cluster</c> show, where no file is named. Without it they show a node on their own
    /// machine the one in the data folder.
    /// </summary>
    public const string TokenVariable = "ANALYTICS_API_TOKEN";

    /// <summary>
    /// Where a node listens, and where the commands <c>cameras</c> and <c>cluster</c> ask. Each request takes a token. At a loopback address
    /// that is the one that the node makes in its data folder (<c>api.token</c>), unless one is set; at any other, for example
    /// <c>http://0.0.0.0:7440</c>, one for writing must be set. TLS is a proxy's business.
    /// </summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:7440");

    /// <summary>
    /// Where a node without the role api tells how it is (<c>/healthz/live</c>, <c>/healthz/ready</c>), for example
    /// <c>http://0.0.0.0:7442</c>; by default nowhere. One with the role tells it at <see cref="Url"/>.
    /// </summary>
    public Uri? HealthUrl { get; init; }

    /// <summary>A file with the token that may ask, at least 16 characters; by default the variable <c>ANALYTICS_API_READ_TOKEN</c>.</summary>
    public string? ReadTokenFile { get; init; }

    /// <summary>
    /// A file with the token that may ask and change; by default the variable <c>ANALYTICS_API_WRITE_TOKEN</c>, else <c>api.token</c> in the data
    /// folder.
    /// </summary>
    public string? WriteTokenFile { get; init; }
}
