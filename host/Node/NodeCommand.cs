using System.CommandLine;
using System.Globalization;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host.Commands;

namespace Analytics.Host.Node;

/// <summary><c>analytics node</c>: one process of a site of many cameras.</summary>
public static class NodeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var roles = new Option<IReadOnlyList<string>>("--roles")
        {
            HelpName = "ROLE,...",
            Description = "vision reads cameras, match identifies people, api answers requests. "
                + $"By default {string.Join(',', SiteRoles.All)}.",
            CustomParser = result =>
            {
                var asked = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (asked.Length == 0 || asked.Except(SiteRoles.All).Any())
                {
                    result.AddError(
                        $"--roles {result.Tokens[0].Value}: list roles of {string.Join(", ", SiteRoles.All)}, separated by commas.");
                }

                return asked;
            },
        };
        var seeds = new Option<IReadOnlyList<string>>("--seeds")
        {
            HelpName = "HOST:PORT,...",
            Description = "Nodes to join, the same list on every node. Without it the node runs alone.",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        var host = new Option<string?>("--host")
        { HelpName = "HOST", Description = "Host name or address at which other nodes reach this one." };
        var port = new Option<int?>("--port")
        {
            HelpName = "N",
            Description = "Port at which other nodes reach this one.",
            CustomParser = result =>
            {
                if (ushort.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                {
                    return number;
                }

                result.AddError($"--port {result.Tokens[0].Value}: it must be 1 to 65535.");
                return null;
            },
        };
        var alerts = new Option<string?>("--alerts")
        {
            HelpName = "FILE|-",
            Description = "Appends alerts to FILE, one JSON object per line; '-' is standard output. Needs the role api.",
        };
        return new Command("node", "Runs a node of a site. 'analytics cameras' manages the site's cameras.")
            {
                roles, seeds, host, port, CommonOptions.Pack, alerts, CommonOptions.Data, CommonOptions.Otlp,
            }
            .WithExamples(
                "analytics node",
                "analytics node --roles api --seeds 127.0.0.1:7441 --set Bus:Kind=Kafka --set Bus:Kafka:Servers=127.0.0.1:9092",
                "analytics node --roles vision --host 10.0.0.2 --seeds 10.0.0.1:7441 --config site.json")
            .Runs(
                parsed => new NodeRequest(
                    parsed.GetValue(roles) ?? SiteRoles.All, parsed.GetRequiredValue(seeds), parsed.GetValue(host), parsed.GetValue(port),
                    parsed.GetValue(CommonOptions.Pack), parsed.GetValue(alerts), parsed.GetRequiredValue(CommonOptions.Data),
                    parsed.GetValue(CommonOptions.Config), parsed.GetValue(CommonOptions.Otlp)),
                NodeHandler.RunAsync);
    }
}
