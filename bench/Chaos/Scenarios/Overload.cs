using System.Diagnostics;
using Analytics.Host.Api;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>There are four times the cameras that the machine can analyse.</summary>
internal sealed class Overload : IScenario
{
    private const double Fps = 6;

    /// <inheritdoc/>
    public string Name => "overload";

    /// <inheritdoc/>
    public string About => "one node of role vision with four times the cameras that it can analyse";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        // All that is looked at costs: no scene is let go for being still or calm.
        var capacity = await CapacityAsync();
        var cameras = (int)Math.Ceiling(4 * capacity / Fps);
        Bench.Say($"the machine analyses {capacity:0} frames a second: {cameras} cameras at {Fps} are four times too many");
        await using var site = await ChaosSite.OpenAsync(cameras, vision: 1, fps: Fps, settings: ["Ingest:Motion=false", "Ingest:MaxWidth=640"]);
        await Task.Delay(TimeSpan.FromMinutes(1));
        var before = site.Vision[0].Memory;
        List<double> staleness = [];
        var keyFramesOnly = 0;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < options.Overload)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
            keyFramesOnly = view!.Cameras.Count(camera => camera.Status?.Reason.Contains("key frames only", StringComparison.Ordinal) == true);
            staleness.AddRange(view.Cameras.Select(camera => camera.Status?.StalenessSeconds).OfType<double>());
        }

        var after = site.Vision[0].Memory;
        await site.Vision[0].TerminateAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var last = site.Witness.Latest().Values.Select(said => said.Status).ToList();
        var (received, analysed, dropped) = (last.Sum(one => one.Received), last.Sum(one => one.Analysed ?? 0), last.Sum(one => one.Dropped.Values.Sum()));
        return
        [
            Finding.Fact("frames a second that the machine analyses", capacity),
            Finding.Fact("cameras at six frames a second", cameras),
            Finding.Fact("of these at their key frames in the end, since not all can be decoded", keyFramesOnly),
            new("memory of the node, of what it was after a minute", $"{100.0 * after / before:0.0} %", "≤ 105 %", after <= 1.05 * before),
            Finding.AtMost("frames are at most this old when they are analysed, 99 of 100", TimeSpan.FromSeconds(Percentile(staleness)), TimeSpan.FromSeconds(2 / Fps)),
            Finding.AtMost("all of them", TimeSpan.FromSeconds(staleness.Max()), TimeSpan.FromSeconds(10)),
            Finding.Fact("frames received", received),
            Finding.Fact("of these analysed", analysed),
            Finding.Fact("and dropped", dropped),
            Finding.Exactly("neither", received - analysed - dropped),
        ];
    }

    private static double Percentile(List<double> values) => values.Order().ElementAt((int)(0.99 * (values.Count - 1)));

    private static async Task<double> CapacityAsync()
    {
        await using var site = await ChaosSite.OpenAsync(8, vision: 1, fps: 30, settings: ["Ingest:Motion=false", "Ingest:MaxWidth=640"]);
        await Task.Delay(TimeSpan.FromSeconds(20));
        var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
        return view!.Cameras.Sum(camera => camera.Status?.AnalysedFps ?? 0);
    }
}
