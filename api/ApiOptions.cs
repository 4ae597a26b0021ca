namespace Analytics.Api;

/// <summary>The HTTP API: address and tokens.</summary>
public sealed record ApiOptions
{
    /// <summary>Variable that holds the token for reading, if no file is set.</summary>
    public const string ReadTokenVariable = "ANALYTICS_API_READ_TOKEN";

    /// <summary>Variable that holds the token for writing, if no file is set.</summary>
    public const string WriteTokenVariable = "ANALYTICS_API_WRITE_TOKEN";

    /// <summary>
    /// Variable that holds the token of the commands <c>cameras</c> and <c>cluster</c>, if no file is set. Without it, they use the token
    /// in the data folder for a node on their own machine.
    /// </summary>
    public const string TokenVariable = "ANALYTICS_API_TOKEN";

    /// <summary>
    /// Address at which a node listens and which the commands <c>cameras</c> and <c>cluster</c> call. Each request needs a token. At a
    /// loopback address, the node creates one in its data folder (<c>api.token</c>) unless one is set. At any other address, for example
    /// <c>http://0.0.0.0:7440</c>, a token for writing must be set. For TLS, put a reverse proxy in front.
    /// </summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:7440");

    /// <summary>
    /// Address at which a node without the role api reports its health (<c>/healthz/live</c>, <c>/healthz/ready</c>), for example
    /// <c>http://0.0.0.0:7442</c>; by default none. A node with the role api reports it at <see cref="Url"/>.
    /// </summary>
    public Uri? HealthUrl { get; init; }

    /// <summary>File of the token for reading, at least 16 characters; by default the variable <c>ANALYTICS_API_READ_TOKEN</c>.</summary>
    public string? ReadTokenFile { get; init; }

    /// <summary>
    /// File of the token for reading and writing; by default the variable <c>ANALYTICS_API_WRITE_TOKEN</c>, else <c>api.token</c> in the
    /// data folder.
    /// </summary>
    public string? WriteTokenFile { get; init; }
}
