using System.Globalization;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>The brokers are down.</summary>
internal sealed class Outage : IScenario
{
    private const int Cameras = 6;
    private const int Brokers = 3;

    // Cameras report their progress every five seconds, as long as pictures arrive.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(9);

    /// <inheritdoc/>
    public string Name => "outage";

    /// <inheritdoc/>
    public string About =>
        "six cameras on two nodes, and three brokers. 1 MB of events wait in memory, then they go to the spool. One broker gets SIGKILL "
        + "and restarts. Then all three are down. They restart at the lowest priority, because brokers and cameras share the CPU";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        await using var site = await ChaosSite.OpenAsync(
            Cameras, vision: 2, Brokers, settings: ["Bus:Kafka:WindowMegabytes=1"]); // so that most waits on disk
        site.Kafka.Run("kill", "1");
        await Task.Delay(TimeSpan.FromSeconds(30));
        var whileOneIsGone = site.Witness.Seen.Count(one => one.At > DateTimeOffset.UtcNow - TimeSpan.FromSeconds(15));
        site.Kafka.Run("start", "1");
        await Task.Delay(TimeSpan.FromSeconds(20));

        Bench.Say($"all brokers are down for {Finding.Text(options.Outage)}");
        await Task.WhenAll(
            Enumerable.Range(0, Brokers).Select(i => Task.Run(() => site.Kafka.Run("kill", i.ToString(CultureInfo.InvariantCulture)))));
        await Task.Delay(options.Outage);
        var back = DateTimeOffset.UtcNow;
        site.Kafka.GiveWay = true; // else the cameras have no picture while three brokers start and take in what waited
        site.Kafka.Up(Brokers);
        await site.UntilAsync("the spool is drained", () => site.Vision.All(node => DrainTime(site.LogLines(node)) is not null));
        var drained = site.Vision.Max(node => DrainTime(site.LogLines(node))!.Value);
        await Task.Delay(TimeSpan.FromSeconds(15));

        var silence = LongestSilence(site.Witness.Seen);
        return
        [
            new("events of cameras in 15 s while one of three brokers is down", $"{whileOneIsGone}", "> 0", whileOneIsGone > 0),
            new("all three brokers are down for", Finding.Text(options.Outage)),
            Finding.AtMost(
                "time to drain the spool once the brokers accept events again (goal: a tenth of the outage)", drained, options.Outage / 10),
            Finding.AtMost("longest gap between two events of a camera, in media time", silence.Length, LongestGap),
            new(
                silence.Began <= back
                    ? "time from the start of the gap to the restart of the brokers"
                    : "time from the restart of the brokers to the start of the gap",
                Finding.Text((back - silence.Began).Duration())),
            Finding.Exactly(
                "events dropped from the spool",
                site.LogLines().Count(line => line.Contains("The spool is full", StringComparison.Ordinal))),
            .. await Audit.OfAsync(site),
        ];
    }

    private static (TimeSpan Length, DateTimeOffset Began) LongestSilence(IReadOnlyList<Seen> seen) =>
        seen.GroupBy(one => one.Camera).SelectMany(camera =>
    {
        var moments = camera.Select(one => one.At).Order().ToList();
        return moments.Zip(moments.Skip(1), (before, after) => (after - before, before));
    }).Max();

    // From a node's log: how long it took to send what waited on disk, from the first acknowledgement on.
    private static TimeSpan? DrainTime(IEnumerable<string> log)
    {
        var lines = log.SkipWhile(line => !line.Contains("is down; events wait on disk", StringComparison.Ordinal)).ToList();
        return (TimeOf("KafkaPublisher: Delivered"), TimeOf("Kafka is back")) is ({ } first, { } last) ? last - first : null;

        TimeSpan? TimeOf(string text) => lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } line
            ? TimeSpan.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) : null;
    }
}
