using System.Diagnostics;
using Analytics.Api;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>Many clients ask a node for its health while the broker is down.</summary>
internal sealed class HealthFlood : IScenario
{
    private const int Cameras = 6;
    private const int Clients = 200;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Name => "flood";

    /// <inheritdoc/>
    public string About =>
        "six cameras on two nodes; the broker gets SIGKILL, and 200 clients request /healthz/ready from the node with api and "
        + "match without a pause for 30 s; then the broker restarts";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 2);
        await site.UntilSettledAsync();
        var owners = Owners(site);
        site.Kafka.Run("kill", "0");
        Bench.Say($"{Clients} clients ask for {Finding.Text(Length)}");
        var asked = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync(site.HealthUrl)));
        var longest = TimeSpan.Zero;
        while (!asked.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            await site.AskAsync<ClusterView>("/api/v1/cluster");
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        var answers = (await asked).Aggregate((a, b) => (a.Healthy + b.Healthy, a.Unhealthy + b.Unhealthy, a.Refused + b.Refused));
        site.Kafka.Run("start", "0");
        await site.UntilAllStreamAsync(Cameras);
        var cluster = await site.AskAsync<ClusterView>("/api/v1/cluster");
        return
        [
            Finding.Fact("responses while the broker is down: ready (before the next check noticed)", answers.Healthy),
            Finding.Fact("responses while the broker is down: not ready", answers.Unhealthy),
            Finding.Fact("rejected because of too many concurrent requests", answers.Refused),
            Finding.AtMost("longest response time of the API for another client", longest, TimeSpan.FromSeconds(5)),
            Finding.Exactly("nodes that exited", site.Nodes.Count(node => !node.IsRunning)),
            Finding.Exactly(
                "nodes that are up afterwards", cluster!.Nodes.Count(node => node is { State: "up", Reachable: true }), site.Nodes.Count),
            Finding.Exactly("cameras that moved", Owners(site).Count(owner => owners[owner.Key] != owner.Value)),
            .. await Audit.OfAsync(site),
        ];
    }

    private static Dictionary<string, string?> Owners(ChaosSite site) =>
        site.Witness.Latest().ToDictionary(said => said.Key.Value, said => said.Value.Status.Node);

    private static async Task<(long Healthy, long Unhealthy, long Refused)> AskAsync(Uri health)
    {
        var (healthy, unhealthy, refused) = (0L, 0L, 0L);
        using SocketsHttpHandler handler = new() { PooledConnectionLifetime = TimeSpan.Zero }; // a connection each, as probes do
        using HttpClient client = new(handler);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Length)
        {
            try
            {
                using var answer = await client.GetAsync(health);
                healthy += answer.IsSuccessStatusCode ? 1 : 0;
                unhealthy += answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is null ? 1 : 0;
                refused += answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests || answer.Headers.RetryAfter is not null ? 1 : 0;
            }
            catch (HttpRequestException)
            {
                refused++;
            }
        }

        return (healthy, unhealthy, refused);
    }
}
