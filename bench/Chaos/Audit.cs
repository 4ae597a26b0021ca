using System.Text.RegularExpressions;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Chaos;

/// <summary>What must hold whatever was broken, found in what the witness saw and the nodes logged.</summary>
internal static partial class Audit
{
    /// <summary>What is found of alerts that are in the broker twice.</summary>
    public const string RaisedTwice = "alerts raised twice";

    /// <summary>Nothing that was acknowledged is lost, order holds for each camera, no alert is raised twice.</summary>
    public static async Task<IReadOnlyList<Finding>> OfAsync(ChaosSite site)
    {
        await site.UntilWitnessedAsync();
        var seen = site.Witness.Seen;
        var ids = seen.Select(one => one.Id).ToHashSet();
        var acknowledged = site.LogLines().Select(line => Delivered().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value).ToHashSet();
        var missing = acknowledged.Where(id => !site.Witness.Has(id)).ToList();
        if (missing.Count > 0)
        {
            Bench.Say($"acknowledged but missing: {string.Join(", ", missing.Take(5))}");
        }

        var alerts = site.Witness.Alerts.Select(alert => (alert.Id, alert.State)).ToList();
        await site.ReadAnewAsync();
        var replayed = site.Witness.Alerts.Skip(alerts.Count).Select(alert => (alert.Id, alert.State)).ToHashSet();
        return
        [
            Finding.Fact("events of cameras in the broker", ids.Count),
            Finding.Exactly("acknowledged events that are missing in the broker", missing.Count),
            Finding.Fact("acknowledged events, including camera states", acknowledged.Count),
            Finding.Fact("duplicate events (readers ignore them by id)", seen.Count - ids.Count),
            Finding.Exactly("events out of order within a camera and epoch", Disorder(seen)),
            Finding.Exactly(RaisedTwice, alerts.Count - alerts.Distinct().Count()),
            Finding.Fact("alerts when a new process replays all events", replayed.Count),
            Finding.Exactly("of these, new", replayed.Except(alerts).Count()),
        ];
    }

    /// <summary>The longest time for which two runs of one camera's stream, of two owners as a rule, were both analysed.</summary>
    public static TimeSpan LongestOverlap(IReadOnlyList<Seen> seen)
    {
        var longest = TimeSpan.Zero;
        foreach (var camera in seen.GroupBy(one => one.Camera))
        {
            var epochs = camera.GroupBy(one => one.Epoch).OrderBy(epoch => epoch.Key)
                .Select(epoch => (From: epoch.Min(one => one.At), To: epoch.Max(one => one.At))).ToList();
            foreach (var (before, after) in epochs.Zip(epochs.Skip(1)))
            {
                var overlap = before.To - after.From;
                longest = overlap > longest ? overlap : longest;
            }
        }

        return longest;
    }

    /// <summary>How long each camera of a node was dark: from the moment on until another run of it streamed.</summary>
    public static IReadOnlyList<TimeSpan> Dark(Witness witness, IEnumerable<CameraId> cameras, DateTimeOffset from)
    {
        var said = witness.Said;
        return
        [
            .. cameras.Select(
                camera => said.Where(one => one.Status.Camera == camera && one.At > from && one.Status.State == CameraState.Streaming)
                .Select(one => one.At - from).DefaultIfEmpty(TimeSpan.MaxValue).Min()),
        ];
    }

    /// <summary>The value that a share of all does not exceed (nearest rank).</summary>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> all, double share) =>
        all.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * all.Count) - 1));

    // The first time that an id comes counts.
    private static int Disorder(IReadOnlyList<Seen> seen)
    {
        var (known, last, disorder) = (new HashSet<string>(), new Dictionary<(CameraId, int), DateTimeOffset>(), 0);
        foreach (var one in seen.Where(one => !one.Id.StartsWith("analytics.track.ended", StringComparison.Ordinal) && known.Add(one.Id)))
        {
            var run = (one.Camera, one.Epoch);
            disorder += last.TryGetValue(run, out var before) && one.At < before ? 1 : 0;
            last[run] = one.At;
        }

        return disorder;
    }

    [GeneratedRegex("KafkaPublisher: Delivered (\\S+)$")]
    private static partial Regex Delivered();
}
