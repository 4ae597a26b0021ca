using Analytics.Detect;
using Analytics.Ingest;
using Analytics.Runtime.Models;

namespace Analytics.Benchmarks.Measurements;

/// <summary>
/// The friends through the whole pipeline as fast as it can, and as many runs of the bare models on as many threads: how much of the
/// wall time is the models'.
/// </summary>
internal sealed class Throughput : IMeasurement
{
    private const int Repeats = 4;

    /// <inheritdoc/>
    public string Name => "throughput";

    /// <inheritdoc/>
    public string About =>
        $"the clip of the friends (1280 × 720, {Repeats} times over, shared out over the cameras) watched at full speed, gallery "
            + "enrolled, default settings; model share = "
        + "wall time of the same model runs alone on as many threads ÷ wall time of the watch, start-up and enrolment left out. "
        + "From memory: frames decoded beforehand. The full table also has lines with decoding: there ffmpeg decodes all 24 frames a "
        + "second on the same cores.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        using var models = new BareModels(bench);
        var clip = await DecodedClip.LoadAsync(bench, bench.Inputs.Friends, bench.Options.Ingest);
        var input = Letterbox.For(
            clip.Width, clip.Height, bench.Store.Catalog.Card(bench.Detector.Model.Value, ModelTask.Detect).Input,
            bench.Options.Detect.LongSide);
        List<Row> rows = [];
        Bench.Say("  warming up");
        await MeasuredWatch.ToEndAsync(
            bench, CameraRun.Specs([bench.Inputs.Friends], bench.Options.Ingest), new MemoryReader(clip, times: 2));
        foreach (var cameras in new[] { 1, 4 })
        {
            await AddAsync(
                rows, $"{Cameras(cameras)}, from memory", bench, models, input, new MemoryReader(clip, Repeats / cameras),
                bench.Inputs.Friends, cameras);
        }

        foreach (var cameras in new[] { 1, 4 })
        {
            var file = bench.Inputs.Repeated(bench.Inputs.Friends, Repeats / cameras);
            await AddAsync(rows, $"{Cameras(cameras)}, with decoding", bench, models, input, DecodedClip.FfmpegReader(), file, cameras);
        }

        return rows;
    }

    private static string Cameras(int count) => count == 1 ? "1 camera" : $"{count} cameras";

    private static async Task AddAsync(
        List<Row> rows, string what, Bench bench, BareModels models, Letterbox input, IFrameReader reader, string file, int cameras)
    {
        var specs = CameraRun.Specs(Enumerable.Repeat(file, cameras), bench.Options.Ingest);
        var samples = await bench.SampleAsync(what, async () =>
        {
            var watch = await MeasuredWatch.ToEndAsync(bench, specs, reader);
            return (Watch: watch, Bare: models.Repeat(watch, input));
        });
        Row Of(string figure, string unit, Func<(MeasuredWatch Watch, (TimeSpan Wall, TimeSpan Processor) Bare), double> value,
            Goal? goal = null) =>
            new($"{figure}, {what}", unit, [.. samples.Select(value)], goal);

        var fromMemory = reader is MemoryReader;
        rows.Add(Of("Model share of the wall time", "", s => s.Bare.Wall / s.Watch.Wall, fromMemory ? new Goal(0.9, AtLeast: true) : null));
        rows.Add(Of("– of the processor time", "", s => s.Bare.Processor / s.Watch.Processor.Total));
        rows.Add(Of("– cores busy", "", s => s.Watch.Processor.Total / s.Watch.Wall));
        rows.Add(Of("– frames analysed per second", "", s => s.Watch.Detection.Pictures / s.Watch.Wall.TotalSeconds));
        rows.Add(Of("– wall time", "s", s => s.Watch.Wall.TotalSeconds));
        var size = $"{input.InputWidth} × {input.InputHeight}";
        rows.Add(Of($"– detections ({size})", "", s => s.Watch.Detection.Pictures) with { IsCount = true });
        rows.Add(Of("– embeddings", "", s => s.Watch.Embedding.Pictures) with { IsCount = true });
        if (!fromMemory)
        {
            rows.Add(Of("– ffmpeg's share of the processor time", "", s => s.Watch.Processor.Children / s.Watch.Processor.Total));
        }
    }
}
