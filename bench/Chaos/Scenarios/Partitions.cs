
namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>Nodes cannot reach each other, though cameras and brokers can be reached from everywhere.</summary>
internal sealed class Partitions : IScenario
{
    private const int Cameras = 9;
    private static readonly TimeSpan SplitBrain = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "partitions";

    /// <inheritdoc/>
    public string About =>
        "nine cameras on three nodes, each in its own network. First a node is cut off from the others. Then a node receives from the "
        + "others but cannot send to them. Cameras and brokers stay reachable";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        using var networks = Networks.Open(nodes: 5); // the fifth is of the process that replays all events
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 3, networks: networks);
        List<Finding> findings = [];
        (string, Action<int>)[] cuts = [("cut off", Networks.CutOff), ("unable to send to the others", Networks.Mute)];
        foreach (var (what, cut) in cuts)
        {
            await site.UntilSettledAsync();
            var (node, number) = site.Vision.Select((one, i) => (one, i + 1)).MaxBy(one => site.CamerasOf(one.one).Count);
            var had = site.CamerasOf(node);
            var at = DateTimeOffset.UtcNow;
            cut(number);
            await site.UntilAsync($"{node} has ended", () => !node.IsRunning);
            var ended = DateTimeOffset.UtcNow - at;
            await site.UntilAllStreamAsync(Cameras);
            var dark = Audit.Dark(site.Witness, had, at);
            Networks.Heal(number);
            await site.StartAgainAsync(node);
            Bench.Say($"{node} {what} with {had.Count} cameras: it ended after {Finding.Text(ended)}, they stream after "
                + $"{Finding.Text(dark.Max())}");
            findings.AddRange(
            [
                Finding.AtMost(
                    $"a node that is {what}: time until it stopped its {had.Count} cameras and exited, at most",
                    ended, TimeSpan.FromSeconds(12)),
                Finding.AtMost("time until they stream on the other side, at most", dark.Max(), TimeSpan.FromSeconds(10)),
                Finding.Exactly("nodes of the other side that exited", site.Vision.Count(other => !other.IsRunning)),
            ]);
        }

        await site.UntilSettledAsync();
        var owners = site.Witness.Latest().Values.GroupBy(said => said.Status.Camera)
            .Count(camera => camera.Select(said => said.Status.Node).Distinct().Count() == 1);
        return
        [
            .. findings,
            Finding.Exactly("cameras with one owner after healing", owners, Cameras),
            Finding.AtMost("longest time with two owners of one camera", Audit.LongestOverlap(site.Witness.Seen), SplitBrain),
            .. await Audit.OfAsync(site),
        ];
    }
}
