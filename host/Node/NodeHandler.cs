using Analytics.Alerts;
using Analytics.Api;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Host.Commands;
using Analytics.Host.Telemetry;
using Analytics.People;
using Analytics.Runtime.Network;
using Analytics.Site;

namespace Analytics.Host.Node;

/// <summary><c>analytics node</c>: runs its roles until somebody says stop, or the site has given it up.</summary>
public static class NodeHandler
{
    /// <summary>Runs; 0 after a clean stop, 1 when the site declared the node down or alerts were lost.</summary>
    public static async Task<int> RunAsync(NodeRequest asked, CommandContext context, CancellationToken stop)
    {
        var options = Merge(asked, context.Options);
        var parts = Topology.PartsOf(asked.Roles, options);
        Check(asked, options, parts);
        DataFolder.Make(asked.Data);
        CheckListening(asked, options, parts);
        var error = StandardError.Open();
        using var exporting = Exporting.Start(asked.Otlp, options.Telemetry, CommonOptions.Variables());
        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        using var hangup = new Hangup(lines, error.WriteLine);
        await using var gallery = parts.OpensGallery
            ? await Gallery.OpenAsync(options.ToPeople(asked.Data), mayCopy: false, GallerySettings.Log(context), stop) : null;
        await using var run = new NodeRun(asked, options, parts, gallery, lines, error, context.Verbose);
        try
        {
            return await run.RunAsync(stop) ? ExitCode.Success : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success; // stopped on the way up
        }
    }

    /// <summary>The options with what the command line said of this node.</summary>
    internal static AnalyticsOptions Merge(NodeRequest asked, AnalyticsOptions options) => options.WithPack(asked.Pack) with
    {
        Cluster = options.Cluster with
        {
            Host = asked.Host ?? options.Cluster.Host,
            Port = asked.Port ?? options.Cluster.Port,
            Seeds = asked.Seeds.Count > 0 ? asked.Seeds : options.Cluster.Seeds,
        },
        Alerts = options.Alerts with { File = asked.Alerts ?? options.Alerts.File },
    };

    private static void Check(NodeRequest asked, AnalyticsOptions options, NodeParts parts)
    {
        if (!parts.UsesKafka && !(parts.ReadsCameras && parts.Matches && parts.ServesApi))
        {
            throw new InvalidException($"A node with the roles {string.Join(", ", asked.Roles)} needs Kafka to reach other nodes. "
                + "Set Bus:Kind=Kafka and Bus:Kafka:Servers=HOST:9092, or run one process with all roles.");
        }

        if (asked.Alerts is not null && !parts.ServesApi)
        {
            throw new InvalidException(
                "--alerts: only nodes with the role api write alerts. Use it there, or add the role here.");
        }

        if (options.Alerts.File is { } alerts and not "-")
        {
            OutputFile.CheckAppended("--alerts", alerts, HostCommand.InputsOf(options, asked.Config));
        }

        if (!parts.UsesKafka && options.Cluster.Seeds.Count > 0)
        {
            throw new InvalidException("A node that joins others needs Kafka to share events. Set Bus:Kind=Kafka and "
                + "Bus:Kafka:Servers=HOST:9092, or omit --seeds.");
        }

        if (parts.UsesKafka)
        {
            ClusterSetup.Check(options.Cluster);
        }
    }

    // Before the node joins the others, which would take it for one of them until it fails.
    private static void CheckListening(NodeRequest asked, AnalyticsOptions options, NodeParts parts)
    {
        if (parts.ServesApi)
        {
            ApiTokens.Load(options.Api, asked.Data, Environment.GetEnvironmentVariable);
            ListenUrl.CheckFree(options.Api.Url, "Api:Url");
        }
        else if (options.Api.HealthUrl is { } url)
        {
            ListenUrl.Check(url, "Api:HealthUrl", "7442");
            ListenUrl.CheckFree(url, "Api:HealthUrl");
            ApiTokens.LoadForHealth(options.Api, asked.Data, Environment.GetEnvironmentVariable);
        }
    }
}
