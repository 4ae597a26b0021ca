
namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>Nodes are killed where they stand.</summary>
internal sealed class Kills : IScenario
{
    private const int Cameras = 12;
    private static readonly TimeSpan SplitBrain = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "kills";

    /// <inheritdoc/>
    public string About =>
        "twelve cameras on three nodes with the role vision, and a fourth node with api and match. One of the three nodes, chosen at "
        + "random, gets SIGKILL. It is restarted when its cameras stream on other nodes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 3);
        var random = new Random(11);
        List<TimeSpan> dark = [];
        for (var i = 1; i <= options.Kills; i++)
        {
            var some = site.Vision.Where(one => site.CamerasOf(one).Count > 0).ToList();
            var node = some[random.Next(some.Count)];
            var lost = site.CamerasOf(node);
            var at = DateTimeOffset.UtcNow;
            node.Kill();
            await site.UntilAllStreamAsync(Cameras);
            var found = Audit.Dark(site.Witness, lost, at);
            dark.AddRange(found);
            Bench.Say($"{i} of {options.Kills}: {node} killed with {lost.Count} cameras, the last streams after "
                + $"{Finding.Text(found.DefaultIfEmpty().Max())}");
            await site.StartAgainAsync(node);
        }

        return
        [
            Finding.Exactly("nodes killed", options.Kills, options.Kills),
            Finding.Fact("cameras that lost their node", dark.Count),
            Finding.AtMost("time until a camera streams again, 95th percentile", Audit.Percentile(dark, 0.95), TimeSpan.FromSeconds(10)),
            new("time until a camera streams again, median", Finding.Text(Audit.Percentile(dark, 0.5))),
            new("time until a camera streams again, longest", Finding.Text(dark.Max())),
            Finding.AtMost("longest time with two owners of one camera", Audit.LongestOverlap(site.Witness.Seen), SplitBrain),
            .. await Audit.OfAsync(site),
        ];
    }
}
