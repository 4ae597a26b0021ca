using System.ComponentModel.DataAnnotations;

namespace Analytics.Site;

/// <summary>How the nodes of a site find each other, and when one of them is given up.</summary>
public sealed record ClusterOptions
{
    /// <summary>The name or address that other nodes reach this one at.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port that other nodes reach this one at.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 7441;

    /// <summary>The address that is listened at, where it is not that of <see cref="Host"/>, for example <c>0.0.0.0</c> in a container.</summary>
    public string? Bind { get; init; }

    /// <summary>Nodes to join, <c>host:port</c>: the same list on each node. Without any the node is a site of its own.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>How long a node may be silent, and half a second more, before it counts as unreachable. Its cameras stay where they are.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan FailurePause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nodes must have been unreachable, and none other become so, before the side of the majority goes on without them
    /// and the other side ends.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the cameras of a node that was given up wait before another node opens them, so that a node cut off has stopped.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RemovalMargin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a node that leaves may take to hand its cameras over and to finish what is in flight.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// This node's certificate (PEM); with it nodes speak TLS and prove to each other who they are. Without it a node listens at a loopback address
    /// only.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key (PEM) of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The certificate (PEM) of the authority that those of all nodes must come from; needed with <see cref="CertificateFile"/>.</summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// The DNS name that the certificate of each node must carry (subject alternative name), so that an authority that makes certificates for
    /// others, too, lets none of them in.
    /// </summary>
    [Required]
    public string CertificateName { get; init; } = "analytics";
}
