namespace Analytics.Host;

/// <summary>What one node runs, see <see cref="Topology.PartsOf"/>.</summary>
internal sealed record NodeParts
{
    /// <summary>Events go over Kafka; else they stay in the process, and the node is alone.</summary>
    public required bool UsesKafka { get; init; }

    /// <summary>Reads cameras; it takes the models.</summary>
    public required bool ReadsCameras { get; init; }

    /// <summary>Opens the gallery: for its people or its cameras.</summary>
    public required bool OpensGallery { get; init; }

    /// <summary>Identifies people.</summary>
    public required bool Matches { get; init; }

    /// <summary>It has to be the only one that identifies people: no other process can use its index.</summary>
    public required bool MatchesAlone { get; init; }

    /// <summary>Serves the API, and orders the cameras that are registered.</summary>
    public required bool ServesApi { get; init; }

    /// <summary>Where it listens for the API or for questions after its health; none where it does not.</summary>
    public required Uri? Url { get; init; }

    /// <summary>Saves pictures of alerts.</summary>
    public required bool SavesSnapshots { get; init; }

    /// <summary>Shows the alerts of all nodes.</summary>
    public required bool FollowsAlerts { get; init; }
}
