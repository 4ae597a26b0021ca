using System.ComponentModel.DataAnnotations;
using Analytics.Match.Index.Embedded;

namespace Analytics.Match.Index;

/// <summary>What lies behind <see cref="IFaceIndex"/>.</summary>
public enum IndexKind
{
    /// <summary>An exact index in this process, on this machine's disk.</summary>
    Embedded,

    /// <summary>A Qdrant server.</summary>
    Qdrant,
}

/// <summary>Where the enrolled faces are searched.</summary>
public sealed record IndexOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Index";

    /// <summary>The environment variable that may hold Qdrant's API key; <see cref="ApiKeyFile"/> wins over it.</summary>
    public const string ApiKeyVariable = "ANALYTICS_QDRANT_API_KEY";

    /// <summary>The index of this machine, or a Qdrant server at <see cref="Url"/>.</summary>
    public IndexKind Kind { get; init; } = IndexKind.Embedded;

    /// <summary>Qdrant's REST address, http or https, without credentials.</summary>
    public Uri Url { get; init; } = new("http://localhost:6333");

    /// <summary>
    /// A file that holds Qdrant's API key; without it the environment variable <c>ANALYTICS_QDRANT_API_KEY</c>, else none. The key itself
    /// has no place in a configuration.
    /// </summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>The certificates (PEM) that Qdrant's must come from; by default those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>The longest that Qdrant may take over one attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often what may pass (no connection, no answer in time, too busy) is tried again, with growing waits, before it is told.
    /// </summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 4;

    /// <summary>Whether Qdrant compares every face for every search, instead of walking its graph: slower, and nobody is missed.</summary>
    public bool Exact { get; init; }

    /// <summary>
    /// The share of searches whose nearest face Qdrant's graph must find. Where the audit shows that it does not, the search goes deeper,
    /// and in the end compares every face.
    /// </summary>
    [Range(0.5, 0.99999)]
    public double RecallTarget { get; init; } = 0.999;

    /// <summary>
    /// The share of searches in the graph that are repeated exactly in the background; at least one a minute while there are
    /// any, and none with 0.
    /// </summary>
    [Range(0.0, 1.0)]
    public double AuditShare { get; init; } = 0.01;

    /// <summary>How the embedded index keeps its faces.</summary>
    public EmbeddedIndexOptions Embedded { get; init; } = new();
}
