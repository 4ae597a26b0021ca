using System.ComponentModel.DataAnnotations;

namespace Analytics.Site;

/// <summary>The cluster of a site's nodes.</summary>
public sealed record ClusterOptions
{
    /// <summary>Host name or address at which other nodes reach this one.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port at which other nodes reach this one.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 7441;

    /// <summary>
    /// Address at which a node listens, if it differs from <see cref="Host"/>, for example <c>0.0.0.0</c> in a container.
    /// </summary>
    public string? Bind { get; init; }

    /// <summary>Nodes to join, <c>host:port</c>, the same list on every node. Without it the node runs alone.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Heartbeat time-out (plus half a second) before a node is unreachable. Its cameras stay on it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan FailurePause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time that the set of unreachable nodes must be stable before the majority declares them down and continues, and the minority stops.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Time between a node being declared down and another node opening its cameras, so that a cut-off node has stopped.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RemovalMargin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Time-out of a drain: moving the cameras and finishing the events in flight.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Certificate (PEM) of this node, for mutual TLS between nodes. Without it a node listens only at a loopback address.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key (PEM) of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Certificate (PEM) of the authority of all nodes' certificates; required with <see cref="CertificateFile"/>.</summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// DNS name that each node's certificate must carry (subject alternative name). It keeps out other certificates of the same authority.
    /// </summary>
    [Required]
    public string CertificateName { get; init; } = "analytics";
}
