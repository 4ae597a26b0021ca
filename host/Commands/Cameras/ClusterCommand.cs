using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Cameras;

/// <summary><c>analytics cluster</c>: the nodes of a site, through the API of one of them.</summary>
public static class ClusterCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("cluster", "Shows the nodes of a site, and has one leave.") { Status(), Drain() }
        .WithExamples("analytics cluster status", "analytics cluster drain 10.0.0.2:7441");

    private static Command Status() => ApiTarget.AddTo(new Command("status", "Lists the nodes and what they do."))
        .WithExamples("analytics cluster status", "analytics cluster status --api http://10.0.0.1:7440 --output json")
        .Runs(ApiTarget.Of, ClusterHandlers.StatusAsync);

    private static Command Drain()
    {
        var node = new Argument<string>("NODE") { Description = "The node, host:port as listed." };
        var noWait = new Option<bool>("--no-wait") { Description = "Does not wait until it is gone." };
        var drain = new Command("drain", "Has a node hand its cameras over, leave and end, and waits until it is gone.") { node, noWait };
        return ApiTarget.AddTo(drain)
            .WithExamples("analytics cluster drain 10.0.0.2:7441", "analytics cluster drain 10.0.0.2:7441 --no-wait")
            .Runs(parsed => (ApiTarget.Of(parsed), parsed.GetRequiredValue(node), parsed.GetValue(noWait)), ClusterHandlers.DrainAsync);
    }
}
