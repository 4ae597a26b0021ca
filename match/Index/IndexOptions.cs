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

/// <summary>Which replicas of a Qdrant cluster answer a search.</summary>
public enum IndexConsistency
{
    /// <summary>One of each shard: the fastest, and a face that one replica lacks may be missed.</summary>
    One,

    /// <summary>All of each shard; what most of them hold counts.</summary>
    Majority,

    /// <summary>More than half of each shard; what all of these hold counts.</summary>
    Quorum,

    /// <summary>All of each shard; what all of them hold counts. Nothing is found while one is away.</summary>
    All,
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

    /// <summary>Qdrant's gRPC address, http or https, without credentials; its port is 6334 (6333 is that of REST).</summary>
    public Uri Url { get; init; } = new("http://localhost:6334");

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

    /// <summary>
    /// The parts into which Qdrant cuts a collection, spread over its nodes; fixed when the collection is made. A multiple of the number of
    /// nodes where one of them has too little memory, else 1.
    /// </summary>
    [Range(1, 1000)]
    public int Shards { get; init; } = 1;

    /// <summary>
    /// On how many nodes Qdrant keeps each shard; as of when the collection is made. 2 or more keeps searches going while a node is away.
    /// </summary>
    [Range(1, 100)]
    public int Replicas { get; init; } = 1;

    /// <summary>
    /// How many replicas must confirm a write, at most <see cref="Replicas"/>; as of when the collection is made. With all of them no face
    /// is missing on any, and nobody is enrolled while a node is away.
    /// </summary>
    [Range(1, 100)]
    public int WriteConsistency { get; init; } = 1;

    /// <summary>Which replicas answer a search; more than one costs time, and is of use where writes are confirmed by few.</summary>
    public IndexConsistency ReadConsistency { get; init; } = IndexConsistency.One;

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
