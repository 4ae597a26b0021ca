using System.ComponentModel.DataAnnotations;
using Analytics.Match.Index.Embedded;

namespace Analytics.Match.Index;

/// <summary>Implementations of <see cref="IFaceIndex"/>.</summary>
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
    /// <summary>One replica per shard: the fastest. A face that this replica lacks is missed.</summary>
    One,

    /// <summary>All replicas per shard; a face counts if most of them hold it.</summary>
    Majority,

    /// <summary>More than half of the replicas per shard; a face counts if all of these hold it.</summary>
    Quorum,

    /// <summary>All replicas per shard; a face counts if all of them hold it. Searches fail while one is down.</summary>
    All,
}

/// <summary>Index of the enrolled faces.</summary>
public sealed record IndexOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Index";

    /// <summary>The environment variable that may hold Qdrant's API key; <see cref="ApiKeyFile"/> wins over it.</summary>
    public const string ApiKeyVariable = "ANALYTICS_QDRANT_API_KEY";

    /// <summary>The embedded index of this machine, or a Qdrant server at <see cref="Url"/>.</summary>
    public IndexKind Kind { get; init; } = IndexKind.Embedded;

    /// <summary>Qdrant's gRPC address, http or https, without credentials; its port is 6334 (6333 is that of REST).</summary>
    public Uri Url { get; init; } = new("http://localhost:6334");

    /// <summary>
    /// File that holds Qdrant's API key; by default the variable <c>ANALYTICS_QDRANT_API_KEY</c>, else none. A configuration never holds
    /// the key itself.
    /// </summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>Certificate authorities (PEM) of Qdrant; by default those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Time-out of one attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Retries after a transient failure (no connection, time-out, server too busy), with growing waits, before the failure is reported.
    /// </summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 4;

    /// <summary>
    /// Number of shards per collection, spread over Qdrant's nodes; fixed when the collection is created. Use a multiple of the number of
    /// nodes if the faces do not fit into the memory of one node; otherwise 1.
    /// </summary>
    [Range(1, 1000)]
    public int Shards { get; init; } = 1;

    /// <summary>
    /// Number of nodes that hold each shard; applies when the collection is created. With 2 or more, searches continue while a node is
    /// down.
    /// </summary>
    [Range(1, 100)]
    public int Replicas { get; init; } = 1;

    /// <summary>
    /// Number of replicas that must confirm a write, at most <see cref="Replicas"/>; applies when the collection is created. With all of
    /// them, no replica lacks a face, and enrolment fails while a node is down.
    /// </summary>
    [Range(1, 100)]
    public int WriteConsistency { get; init; } = 1;

    /// <summary>
    /// Number of replicas that answer a search. More than one is slower. It helps if <see cref="WriteConsistency"/> is low.
    /// </summary>
    public IndexConsistency ReadConsistency { get; init; } = IndexConsistency.One;

    /// <summary>Makes every search of Qdrant exact instead of approximate: slower, but no face is missed.</summary>
    public bool Exact { get; init; }

    /// <summary>
    /// Share of searches in which Qdrant's graph must find the nearest face. If the audit measures less, searches become deeper and
    /// finally exact.
    /// </summary>
    [Range(0.5, 0.99999)]
    public double RecallTarget { get; init; } = 0.999;

    /// <summary>
    /// Share of approximate searches that are repeated exactly in the background; at least one per minute if there are any. 0 disables the
    /// audit.
    /// </summary>
    [Range(0.0, 1.0)]
    public double AuditShare { get; init; } = 0.01;

    /// <summary>Storage of the embedded index.</summary>
    public EmbeddedIndexOptions Embedded { get; init; } = new();
}
