using System.Diagnostics;
using Analytics.Host.Api;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>There are four times the cameras that the machine can analyse.</summary>
internal sealed class Overload : IScenario
{
    private const double Fps = 6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(5);

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
        await Task.Delay(WarmUp); // code is compiled, the pool of each camera has the most that it ever needs
        var before = site.Vision[0].Memory;
        var (staleness, lags, keyFramesOnly, minute) = (new List<double>(), new List<double>(), 0, 0);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < options.Overload)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
            keyFramesOnly = view!.Cameras.Count(camera => camera.Status?.KeyFramesOnly == true);
            staleness.AddRange(view.Cameras.Select(camera => camera.Status?.StalenessSeconds).OfType<double>());
            lags.AddRange(view.Cameras.Select(camera => camera.Status?.LagSeconds).OfType<double>());
            if (Stopwatch.GetElapsedTime(began).TotalMinutes >= minute)
            {
                Bench.Say($"minute {minute++}: {site.Vision[0].Memory >> 20} MB, {keyFramesOnly} cameras at their key frames, "
                    + $"{view.Cameras.Sum(camera => camera.Status?.AnalysedFps ?? 0):0} frames a second analysed, oldest {staleness.TakeLast(cameras).Max():0.00} s, lag {lags.TakeLast(cameras).Max():0.0} s");
            }
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
            new("memory of the node, of what it was after five minutes", $"{100.0 * after / before:0.0} %", "≤ 105 %", after <= 1.05 * before),
            Finding.AtMost("a frame is analysed after it came, 99 of 100 within", TimeSpan.FromSeconds(Percentile(staleness, 0.99)), TimeSpan.FromSeconds(2 / Fps)),
            Finding.Fact("all of them within", staleness.Max(), "s"),
            Finding.Fact("it came after its camera sent it, half of them within", Percentile(lags, 0.5), "s"),
            Finding.Fact("99 of 100 within", Percentile(lags, 0.99), "s"),
            Finding.Fact("frames received", received),
            Finding.Fact("of these analysed", analysed),
            Finding.Fact("and dropped", dropped),
            Finding.Exactly("neither", received - analysed - dropped),
        ];
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static async Task<double> CapacityAsync()
    {
        await using var site = await ChaosSite.OpenAsync(8, vision: 1, fps: 30, settings: ["Ingest:Motion=false", "Ingest:MaxWidth=640", "Ingest:LagLimit=00:00:00"]);
        await Task.Delay(TimeSpan.FromSeconds(20));
        var view = await site.AskAsync<CamerasView>("/api/v1/cameras");
        return view!.Cameras.Sum(camera => camera.Status?.AnalysedFps ?? 0);
    }
}
