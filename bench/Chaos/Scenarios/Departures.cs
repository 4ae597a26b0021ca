
namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>Nodes leave as they should, and stand still.</summary>
internal sealed class Departures : IScenario
{
    private const int Cameras = 9;
    private static readonly TimeSpan SplitBrain = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "departures";

    /// <inheritdoc/>
    public string About =>
        "nine cameras on three nodes. Each node in turn gets SIGTERM and is restarted, including the node with api and match. "
        + "Then one node is suspended (SIGSTOP) for 3 s, another for 30 s";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 3);
        var (dark, ends, codes) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<int>());
        foreach (var node in site.Vision)
        {
            var had = site.CamerasOf(node);
            var at = DateTimeOffset.UtcNow;
            ends.Add(await node.TerminateAsync());
            codes.Add(node.ExitCode!.Value);
            await site.UntilAllStreamAsync(Cameras);
            dark.AddRange(Audit.Dark(site.Witness, had, at));
            Bench.Say($"{node} left with {had.Count} cameras in {Finding.Text(ends[^1])}");
            await site.StartAgainAsync(node);
        }

        ends.Add(await site.Centre.TerminateAsync());
        codes.Add(site.Centre.ExitCode!.Value);
        await site.StartAgainAsync(site.Centre);

        var (shortly, moved) = await StandStillAsync(site, TimeSpan.FromSeconds(3));
        Bench.Say($"{shortly} stood still for 3 s, {moved.Count} cameras moved");
        var (longer, movedLonger) = await StandStillAsync(site, TimeSpan.FromSeconds(30));
        await site.UntilAsync($"{longer} has ended", () => !longer.IsRunning);
        await site.UntilAllStreamAsync(Cameras);
        Bench.Say($"{longer} stood still for 30 s, {movedLonger.Count} cameras moved, it ended with {longer.ExitCode}");
        return
        [
            Finding.AtMost("SIGTERM: time until a node has left, at most", ends.Max(), TimeSpan.FromSeconds(10)),
            Finding.Exactly("nodes that exited with a code other than 0", codes.Count(code => code != 0)),
            Finding.AtMost("time until its cameras stream elsewhere, at most", dark.Max(), TimeSpan.FromSeconds(10)),
            Finding.Exactly("SIGSTOP for 3 s: cameras moved", moved.Count),
            Finding.Fact("SIGSTOP for 30 s: cameras moved", movedLonger.Count),
            Finding.AtMost("time until they stream elsewhere, at most", movedLonger.Max(), TimeSpan.FromSeconds(10)),
            new("exit code of the old owner after it resumed", $"{longer.ExitCode}", "not 0", longer.ExitCode != 0),
            Finding.AtMost("longest time with two owners of one camera", Audit.LongestOverlap(site.Witness.Seen), SplitBrain),
            .. await Audit.OfAsync(site),
        ];
    }

    private static async Task<(NodeProcess Node, List<TimeSpan> Moved)> StandStillAsync(ChaosSite site, TimeSpan length)
    {
        await site.UntilSettledAsync(TimeSpan.FromSeconds(20));
        var node = site.Vision.MaxBy(node => site.CamerasOf(node).Count)!;
        var had = site.CamerasOf(node);
        var at = DateTimeOffset.UtcNow;
        node.Pause();
        await Task.Delay(length);
        node.Resume();
        await Task.Delay(TimeSpan.FromSeconds(10));
        return (node, [.. Audit.Dark(site.Witness, had, at).Where(dark => dark != TimeSpan.MaxValue)]);
    }
}
