using System.Diagnostics.Metrics;

namespace Analytics.Site;

/// <summary>What a node tells of its site.</summary>
public static class ClusterTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Cluster";

    /// <summary>Instruments.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Nodes of the site as this one sees them. Tags: <c>state</c>.</summary>
    public static readonly Gauge<int> Nodes = Meter.CreateGauge<int>(
        "analytics.cluster.nodes", "{node}", "Nodes of the site as this one sees them: up, unreachable (they do not answer), changing (they come or go).");

    /// <summary>Nodes that were given up because they did not answer.</summary>
    public static readonly Counter<long> GivenUp =
        Meter.CreateCounter<long>("analytics.cluster.given_up", "{node}", "Nodes that were given up because they did not answer.");

    /// <summary>Cameras that this node looks after.</summary>
    public static readonly UpDownCounter<int> Cameras =
        Meter.CreateUpDownCounter<int>("analytics.cluster.cameras", "{camera}", "Cameras that this node looks after.");

    /// <summary>Times that this node began to look after a camera.</summary>
    public static readonly Counter<long> Takeovers =
        Meter.CreateCounter<long>("analytics.cluster.takeovers", "{camera}", "Times that this node began to look after a camera.");

    /// <summary>Cameras that were cut off because another node may have had them already.</summary>
    public static readonly Counter<long> CutOffs = Meter.CreateCounter<long>(
        "analytics.cluster.cut_offs", "{camera}", "Cameras that this node cut off because another may have had them already.");
}
