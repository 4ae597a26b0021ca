using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>The clock of the machine is set back, and forward again.</summary>
internal sealed class ClockSteps : IScenario
{
    private const int Cameras = 4;
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(70);

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public string About =>
        "four cameras on two nodes. The clock of all nodes is set back by ten minutes, and forward again after 70 s (faketime). "
        + "The clocks of cameras and broker are not changed";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        if (!File.Exists(Library))
        {
            throw new NotFoundException($"{Library} is missing: apt-get install faketime.");
        }

        var file = Path.GetTempFileName();
        await SetAsync(file, TimeSpan.Zero);
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 2, settings: ChaosSite.ShortEpisodes, before:
        [
            "/usr/bin/env", $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
        ]);
        await site.UntilSettledAsync();
        var steady = await AlertsAsync(site, TimeSpan.Zero);
        await SetAsync(file, -Step);
        Bench.Say("the clock is set back");
        var back = await AlertsAsync(site, -Step);
        await SetAsync(file, TimeSpan.Zero);
        Bench.Say("the clock is set forward");
        var forward = await AlertsAsync(site, TimeSpan.Zero);
        var cluster = await site.AskAsync<Analytics.Api.ClusterView>("/api/v1/cluster");
        File.Delete(file);
        return
        [
            Finding.Fact("alerts in 70 s before", steady.Count),
            new("alerts in 70 s after the clock was set back", $"{back.Count}", $"≥ {steady.Count / 2}", back.Count >= steady.Count / 2),
            new(
                "alerts in 70 s after the clock was set forward",
                $"{forward.Count}", $"≥ {steady.Count / 2}", forward.Count >= steady.Count / 2),
            Finding.AtMost("before: error of an alert's time, 95th percentile", Off(steady), TimeSpan.FromSeconds(3)),
            Finding.AtMost(
                "set back: error of an alert's time, 95th percentile, from 10 s after the step", Off(back), TimeSpan.FromSeconds(3)),
            Finding.AtMost(
                "set forward: error of an alert's time, 95th percentile, from 10 s after the step", Off(forward), TimeSpan.FromSeconds(3)),
            Finding.Exactly("nodes that exited", site.Nodes.Count(node => !node.IsRunning)),
            Finding.Exactly(
                "nodes that are up afterwards", cluster!.Nodes.Count(node => node is { State: "up", Reachable: true }), site.Nodes.Count),
            // Moments do step back.
            .. (await Audit.OfAsync(site)).Where(finding => !finding.What.Contains("out of order", StringComparison.Ordinal)),
        ];
    }

    private static TimeSpan Off(IReadOnlyList<(TimeSpan Since, TimeSpan Off)> alerts) =>
        alerts.Where(alert => alert.Since > TimeSpan.FromSeconds(10))
        .Select(alert => alert.Off).DefaultIfEmpty(TimeSpan.MaxValue).Order().ToList() is var all ? all[(int)((all.Count - 1) * 0.95)]
        : default;

    // Alerts as they come, with how far their time is from the clock that nodes are given.
    private static async Task<IReadOnlyList<(TimeSpan Since, TimeSpan Off)>> AlertsAsync(ChaosSite site, TimeSpan offset)
    {
        List<(TimeSpan, TimeSpan)> found = [];
        var (known, began) = (site.Witness.Alerts.Count, DateTimeOffset.UtcNow);
        while (DateTimeOffset.UtcNow - began < Length)
        {
            var alerts = site.Witness.Alerts;
            found.AddRange(alerts.Skip(known).Where(alert => alert.State != AlertState.Closed)
                .Select(alert => (DateTimeOffset.UtcNow - began, (DateTimeOffset.UtcNow + offset - alert.LastSeen).Duration())));
            known = alerts.Count;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return found;
    }

    // In one step: the library reads the file once a second.
    private static async Task SetAsync(string file, TimeSpan offset)
    {
        var seconds = offset.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(file + ".new", $"{seconds}\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
