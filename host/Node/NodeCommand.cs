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
            Description = "What it does: vision reads cameras, match names people, api answers requests; by default all of it.",
            DefaultValueFactory = _ => SiteRoles.All,
            CustomParser = result =>
            {
                var asked = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (asked.Length == 0 || asked.Except(SiteRoles.All).Any())
                {
                    result.AddError($"--roles {result.Tokens[0].Value}: name some of {string.Join(", ", SiteRoles.All)}, separated by commas.");
                }

                return asked;
            },
        };
        var seeds = new Option<IReadOnlyList<string>>("--seeds")
        {
            HelpName = "HOST:PORT,...",
            Description = "Nodes to join, the same on every node; without any the node is a site of its own.",
            DefaultValueFactory = _ => [],
            CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        var host = new Option<string?>("--host") { HelpName = "HOST", Description = "Where other nodes reach this one." };
        var port = new Option<int?>("--port")
        {
            HelpName = "N",
            Description = "Where other nodes reach this one.",
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
        var alerts = new Option<string?>("--alerts") { HelpName = "FILE|-", Description = "Appends alerts to FILE as one JSON object a line; '-' is standard output. Role api." };
        return new Command("node", "Runs one process of a site of many cameras; 'analytics cameras' says which.")
            {
                roles, seeds, host, port, CommonOptions.Pack, alerts, CommonOptions.Data, CommonOptions.Otlp,
            }
            .WithExamples(
                "analytics node",
                "analytics node --roles api --seeds 127.0.0.1:7441 --set Bus:Kind=Kafka --set Bus:Kafka:Servers=127.0.0.1:9092",
                "analytics node --roles vision --host 10.0.0.2 --seeds 10.0.0.1:7441 --config site.json")
            .Runs(
                parsed => new NodeSettings(
                    parsed.GetRequiredValue(roles), parsed.GetRequiredValue(seeds), parsed.GetValue(host), parsed.GetValue(port),
                    parsed.GetValue(CommonOptions.Pack), parsed.GetValue(alerts), parsed.GetRequiredValue(CommonOptions.Data),
                    parsed.GetValue(CommonOptions.Config), parsed.GetValue(CommonOptions.Otlp)),
                NodeHandler.RunAsync);
    }
}
