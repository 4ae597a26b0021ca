using System.Diagnostics;
using Analytics.Api;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>There are four times the cameras that the machine can analyse.</summary>
internal sealed class Overload : IScenario
{
    private const double Fps = 6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "overload";

    /// <inheritdoc/>
    public string About => "one node with the role vision and four times the cameras that it can analyse";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        // All that is looked at costs: no scene is let go for being still or calm.
        var capacity = await CapacityAsync();
        var cameras = (int)Math.Ceiling(4 * capacity / Fps);
        Bench.Say($"the machine analyses {capacity:0} frames a second: {cameras} cameras at {Fps} are four times too many");
        await using var site = await ChaosSite.OpenAsync(
            cameras, vision: 1, fps: Fps, settings: ["Ingest:Motion=false", "Ingest:MaxWidth=640"]);
        await Task.Delay(WarmUp); // code is compiled, the pool of each camera has the most that it ever needs
        var before = site.Vision[0].Memory;
        var (seen, keyFramesOnly, minute) = (new List<CameraStatusView>(), 0, 0);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < options.Overload)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
            List<CameraStatusView> now = [
                .. view!.Cameras.Select(camera => camera.Status).OfType<CameraStatusView>()
                .Where(status => status.StalenessSeconds is not null)];
            keyFramesOnly = now.Count(status => status.KeyFramesOnly);
            seen.AddRange(now);
            if (Stopwatch.GetElapsedTime(began).TotalMinutes >= minute)
            {
                Bench.Say($"minute {minute++}: {site.Vision[0].Memory >> 20} MB, {keyFramesOnly} cameras at their key frames, "
                    + $"{now.Sum(status => status.AnalysedFps ?? 0):0} frames a second analysed, oldest "
                    + $"{now.Max(status => status.StalenessSeconds):0.00} s");
            }
        }

        var after = site.Vision[0].Memory;
        await site.Vision[0].TerminateAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var last = site.Witness.Latest().Values.Select(said => said.Status).ToList();
        var (received, analysed, dropped) = (
            last.Sum(one => one.Received), last.Sum(one => one.Analysed ?? 0), last.Sum(one => one.Dropped.Values.Sum()));
        var twoIntervals = TimeSpan.FromSeconds(2 / Fps);
        var delay = TimeSpan.FromSeconds(Percentile(seen.Where(one => !one.KeyFramesOnly).Select(one => one.StalenessSeconds), 0.99));
        return
        [
            Finding.Fact("capacity of the machine, frames per second", Math.Round(capacity)),
            Finding.Fact("cameras at six frames per second", cameras),
            Finding.Fact("of these, reduced to key frames at the end", keyFramesOnly),
            new(
                "memory at the end, as a share of the memory five minutes after the start",
                $"{100.0 * after / before:0.0} %", "≤ 105 %", after <= 1.05 * before),
            new(
                "delay from arrival to analysis at six frames per second, 99th percentile",
                Finding.Text(delay), $"≤ {Finding.Text(twoIntervals)} (two intervals)", delay <= twoIntervals),
            Finding.Fact(
                "the same for cameras reduced to key frames",
                Percentile(seen.Where(one => one.KeyFramesOnly).Select(one => one.StalenessSeconds), 0.99), "s"),
            Finding.Fact("delay from the camera to arrival, median", Percentile(seen.Select(one => one.LagSeconds), 0.5), "s"),
            Finding.Fact("delay from the camera to arrival, 99th percentile", Percentile(seen.Select(one => one.LagSeconds), 0.99), "s"),
            Finding.Fact("frames received", received),
            Finding.Fact("of these, analysed", analysed),
            Finding.Fact("of these, dropped", dropped),
            Finding.Exactly("of these, neither analysed nor dropped", received - analysed - dropped),
        ];
    }

    private static double Percentile(IEnumerable<double?> values, double share) =>
        values.OfType<double>().Order().ToList() is { Count: > 0 } sorted ? sorted[(int)(share * (sorted.Count - 1))] : 0;

    // With as many cameras as are too many, which have to be decoded, too.
    private static async Task<double> CapacityAsync()
    {
        await using var site = await ChaosSite.OpenAsync(
            2 * Environment.ProcessorCount * (int)Fps, vision: 1, fps: Fps,
            settings: ["Ingest:Motion=false", "Ingest:MaxWidth=640", "Ingest:LagLimit=00:00:00"]);
        await Task.Delay(TimeSpan.FromSeconds(30));
        var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
        return view!.Cameras.Sum(camera => camera.Status?.AnalysedFps ?? 0);
    }
}
