using System.Diagnostics.Metrics;

namespace Analytics.Site;

/// <summary>The cluster.</summary>
public static class ClusterTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Cluster";

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Nodes of the site as this node sees them. Tags: <c>state</c>.</summary>
    public static readonly Gauge<int> Nodes = Meter.CreateGauge<int>(
        "analytics.cluster.nodes", "{node}",
        "Nodes of the site as this node sees them: up, unreachable (not answering), changing (joining or leaving).");

    /// <summary>Nodes that were declared down because they did not answer.</summary>
    public static readonly Counter<long> GivenUp =
        Meter.CreateCounter<long>("analytics.cluster.given_up", "{node}", "Nodes that were declared down because they did not answer.");

    /// <summary>Cameras of this node.</summary>
    public static readonly UpDownCounter<int> Cameras =
        Meter.CreateUpDownCounter<int>("analytics.cluster.cameras", "{camera}", "Cameras of this node.");

    /// <summary>Cameras that this node took over.</summary>
    public static readonly Counter<long> Takeovers =
        Meter.CreateCounter<long>("analytics.cluster.takeovers", "{camera}", "Cameras that this node took over.");

    /// <summary>Cameras that this node stopped because another node may have taken them over.</summary>
    public static readonly Counter<long> CutOffs = Meter.CreateCounter<long>(
        "analytics.cluster.cut_offs", "{camera}", "Cameras that this node stopped because another node may have taken them over.");
}
