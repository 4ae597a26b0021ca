using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Cameras;

/// <summary><c>analytics cluster</c>: the nodes of a site, through the API of one of them.</summary>
public static class ClusterCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("cluster", "Lists and drains the nodes of a site.") { Status(), Drain() }
        .WithExamples("analytics cluster status", "analytics cluster drain 10.0.0.2:7441");

    private static Command Status() => ApiTarget.AddTo(new Command("status", "Lists the nodes with their roles and states."))
        .WithExamples("analytics cluster status", "analytics cluster status --api http://10.0.0.1:7440 --output json")
        .Runs(ApiTarget.Of, ClusterHandlers.StatusAsync);

    private static Command Drain()
    {
        var node = new Argument<string>("NODE") { Description = "The node: host:port as 'analytics cluster status' lists it." };
        var noWait = new Option<bool>("--no-wait") { Description = "Does not wait until the node has left." };
        var drain = new Command("drain", "Drains a node: moves its cameras, then stops it. Waits until the node has left.")
        {
            node, noWait,
        };
        return ApiTarget.AddTo(drain)
            .WithExamples("analytics cluster drain 10.0.0.2:7441", "analytics cluster drain 10.0.0.2:7441 --no-wait")
            .Runs(parsed => new DrainRequest(ApiTarget.Of(parsed), parsed.GetRequiredValue(node), parsed.GetValue(noWait)),
                ClusterHandlers.DrainAsync);
    }
}
