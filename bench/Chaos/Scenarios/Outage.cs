using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>The brokers are away.</summary>
internal sealed partial class Outage : IScenario
{
    private const int Cameras = 6;

    // Cameras tell how far they came every five seconds, while a picture comes.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(9);

    /// <inheritdoc/>
    public string Name => "outage";

    /// <inheritdoc/>
    public string About => "six cameras on two nodes, three brokers; one broker gets SIGKILL and comes back, then all three are away";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 2, brokers: 3);
        await site.BrokerAsync("kill", "1");
        await Task.Delay(TimeSpan.FromSeconds(30));
        var whileOneIsGone = site.Witness.Seen.Count(one => one.At > DateTimeOffset.UtcNow - TimeSpan.FromSeconds(15));
        await site.BrokerAsync("start", "1");
        await Task.Delay(TimeSpan.FromSeconds(20));

        Bench.Say($"all brokers are away for {Finding.Text(options.Outage)}");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => site.BrokerAsync("kill", i.ToString(CultureInfo.InvariantCulture))));
        await Task.Delay(options.Outage);
        await site.BrokerAsync("up", "--brokers", "3");
        var back = DateTimeOffset.UtcNow;
        await site.UntilAsync("the spool is drained", () => site.LogLines().Count(line => Drained().IsMatch(line)) >= 2);
        var drained = DateTimeOffset.UtcNow - back;
        await Task.Delay(TimeSpan.FromSeconds(15));

        var seen = site.Witness.Seen;
        return
        [
            new("facts of cameras in 15 s while one of three brokers is gone", $"{whileOneIsGone}", "> 0", whileOneIsGone > 0),
            new("all three are away for", Finding.Text(options.Outage)),
            Finding.AtMost("once they answer, the spools are empty within a tenth of that", drained, options.Outage / 10),
            Finding.AtMost("longest gap in what a camera told, in its own time", LongestSilence(seen), LongestGap),
            Finding.Exactly("dropped from the spool", site.LogLines().Count(line => line.Contains("The spool is full", StringComparison.Ordinal))),
            .. await Audit.OfAsync(site),
        ];
    }

    private static TimeSpan LongestSilence(IReadOnlyList<Seen> seen) => seen.GroupBy(one => one.Camera).Max(camera =>
    {
        var moments = camera.Select(one => one.At).Order().ToList();
        return moments.Zip(moments.Skip(1), (before, after) => after - before).Max();
    });

    [GeneratedRegex("Kafka is back; nothing waits on disk")]
    private static partial Regex Drained();
}
