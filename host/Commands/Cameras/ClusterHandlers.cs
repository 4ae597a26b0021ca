using Analytics.Api;
using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Host.Commands.Cameras;

/// <summary>A node to drain.</summary>
internal sealed record DrainRequest(ApiTarget Api, string Node, bool NoWait);

/// <summary>The commands under <c>analytics cluster</c>.</summary>
internal static class ClusterHandlers
{
    private const string Cluster = "/api/v1/cluster";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary><c>cluster status</c>.</summary>
    public static async Task<int> StatusAsync(ApiTarget asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Address, context.Options.Api);
        context.Write(asked.Output, await api.GetAsync(Cluster, ApiJson.Default.ClusterView, stop), SiteText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>cluster drain</c>: waits until the node is gone, unless <c>--no-wait</c> is given.</summary>
    public static async Task<int> DrainAsync(
        DrainRequest asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        await api.SendAsync(HttpMethod.Post, $"{Cluster}/nodes/{Uri.EscapeDataString(asked.Node)}/drain", stop);
        if (!asked.NoWait)
        {
            try
            {
                await WaitAsync(api, asked.Node, context, stop);
            }
            catch (ApiUnreachableException)
            {
                throw new UnavailableException(
                    $"{asked.Node} is draining, but the API at {api.Url} no longer answers: it belongs to that node, or "
                    + "it failed. 'analytics cluster status --api URL' of another node shows whether the node has left.");
            }
        }

        context.Write(
            asked.Api.Output, new DrainedAnswer(asked.Node, !asked.NoWait),
            answer => [answer.Gone ? $"{answer.Node} is gone." : $"{answer.Node} was asked to leave."]);
        return ExitCode.Success;
    }

    private static async Task WaitAsync(ApiClient api, string node, CommandContext context, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, context.Time);
        var reported = "";
        do
        {
            var nodes = (await api.GetAsync(Cluster, ApiJson.Default.ClusterView, stop)).Nodes;
            if (nodes.FirstOrDefault(view => view.Node == node) is not { State: not "down" } leaving)
            {
                return;
            }

            var line = $"{node}: {leaving.State}"
                + (leaving.Cameras is { } cameras ? $", {Quantity.Of(cameras, "camera", "cameras")}" : "");
            if (line != reported)
            {
                await context.Error.WriteLineAsync(reported = line);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
