using Analytics.Alerts;
using Analytics.Api;
using Analytics.Bus;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Host.Commands;
using Analytics.Host.Telemetry;
using Analytics.Runtime.Network;
using Analytics.Site;
using Analytics.Store;
using Analytics.Store.Database;

namespace Analytics.Host.Node;

/// <summary><c>analytics node</c>: runs its roles until somebody says stop, or the site has given it up.</summary>
public static class NodeHandler
{
    /// <summary>Runs; 0 after a clean stop, 1 when the site declared the node down or alerts were lost.</summary>
    public static async Task<int> RunAsync(NodeSettings settings, CommandContext context, CancellationToken stop)
    {
        var options = Merge(settings, context.Options);
        Check(settings, options);
        DataFolder.Make(settings.Data);
        CheckListening(settings, options);
        var error = StandardError.Open();
        using var exporting = Exporting.Start(settings.Otlp, options.Telemetry, CommonOptions.Variables());
        using var lines = options.Alerts.File is { } file ? AlertJsonLines.Open(file) : null;
        using var hangup = new Hangup(lines, error.WriteLine);
        using var database = settings.Roles.Contains(SiteRoles.Api) ? await OpenAsync(settings, options, stop) : null;
        await using var run = new NodeRun(settings, options, database, lines, error, context.Verbose);
        try
        {
            return await run.RunAsync(stop) ? ExitCode.Success : ExitCode.InternalFault;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success; // stopped on the way up
        }
    }

    /// <summary>The options with what the command line said of this node.</summary>
    internal static AnalyticsOptions Merge(NodeSettings settings, AnalyticsOptions options) => options.WithPack(settings.Pack) with
    {
        Cluster = options.Cluster with
        {
            Host = settings.Host ?? options.Cluster.Host,
            Port = settings.Port ?? options.Cluster.Port,
            Seeds = settings.Seeds.Count > 0 ? settings.Seeds : options.Cluster.Seeds,
        },
        Alerts = options.Alerts with { File = settings.Alerts ?? options.Alerts.File },
    };

    private static void Check(NodeSettings settings, AnalyticsOptions options)
    {
        if (options.Bus.Kind == BusKind.InProcess && settings.Roles.Distinct().Count() < 3)
        {
            throw new InvalidException($"A node with the roles {string.Join(", ", settings.Roles)} needs Kafka to reach other nodes. "
                + "Set Bus:Kind=Kafka and Bus:Kafka:Servers=HOST:9092, or run one process with all roles.");
        }

        if (settings.Alerts is not null && !settings.Roles.Contains(SiteRoles.Api))
        {
            throw new InvalidException(
                $"--alerts: only nodes with the role {SiteRoles.Api} write alerts. Use it there, or add the role here.");
        }

        if (options.Alerts.File is { } alerts and not "-")
        {
            OutputFile.CheckAppended("--alerts", alerts, HostCommand.InputsOf(options, settings.Config));
        }

        if (options.Bus.Kind == BusKind.InProcess && options.Cluster.Seeds.Count > 0)
        {
            throw new InvalidException("A node that joins others needs Kafka to share events. Set Bus:Kind=Kafka and "
                + "Bus:Kafka:Servers=HOST:9092, or omit --seeds.");
        }

        if (options.Bus.Kind == BusKind.Kafka)
        {
            ClusterSetup.Check(options.Cluster);
        }
    }

    // Before the node joins the others, which would take it for one of them until it fails.
    private static void CheckListening(NodeSettings settings, AnalyticsOptions options)
    {
        if (settings.Roles.Contains(SiteRoles.Api))
        {
            ApiTokens.Load(options.Api, settings.Data, Environment.GetEnvironmentVariable);
            ListenUrl.CheckFree(options.Api.Url, "Api:Url");
        }
        else if (options.Api.HealthUrl is { } url)
        {
            ListenUrl.Check(url, "Api:HealthUrl", "7442");
            ListenUrl.CheckFree(url, "Api:HealthUrl");
            ApiTokens.LoadForHealth(options.Api, settings.Data, Environment.GetEnvironmentVariable);
        }
    }

    private static Task<GalleryDatabase> OpenAsync(NodeSettings settings, AnalyticsOptions options, CancellationToken stop) =>
        GalleryPlace.OpenAsync(settings.Data, options.Gallery, CommonOptions.Variables(), stop);
}
