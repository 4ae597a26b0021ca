
namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>Nodes cannot reach each other, though cameras and brokers can be reached from everywhere.</summary>
internal sealed class Partitions : IScenario
{
    private const int Cameras = 9;
    private static readonly TimeSpan SplitBrain = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "partitions";

    /// <inheritdoc/>
    public string About => "nine cameras on three nodes, each in a network of its own; one is cut off from the other nodes, then hears them but is not heard; cameras and brokers stay within its reach";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        using var networks = Networks.Open(nodes: 5); // the fifth is of the one who reads it all anew
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 3, networks: networks);
        List<Finding> findings = [];
        foreach (var (what, cut) in new (string, Action<int>)[] { ("cut off", Networks.CutOff), ("not heard by the others", Networks.Mute) })
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
            Bench.Say($"{node} {what} with {had.Count} cameras: it ended after {Finding.Text(ended)}, they stream after {Finding.Text(dark.Max())}");
            findings.AddRange(
            [
                Finding.AtMost($"a node that is {what} has stopped its {had.Count} cameras and ended within", ended, TimeSpan.FromSeconds(12)),
                Finding.AtMost("they stream on the other side within", dark.Max(), TimeSpan.FromSeconds(10)),
                Finding.Exactly("nodes of the other side that ended", site.Vision.Count(other => !other.IsRunning)),
            ]);
        }

        await site.UntilSettledAsync();
        var owners = site.Witness.Latest().Values.GroupBy(said => said.Status.Camera).Count(camera => camera.Select(said => said.Status.Node).Distinct().Count() == 1);
        return
        [
            .. findings,
            Finding.Exactly("cameras with one owner after healing", owners, Cameras),
            Finding.AtMost("two owners of one camera for", Audit.LongestOverlap(site.Witness.Seen), SplitBrain),
            .. await Audit.OfAsync(site),
        ];
    }
}
