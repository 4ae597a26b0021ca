using System.Diagnostics;
using Akka.Streams;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Host;
using Analytics.Ingest;
using Analytics.Match;
using Analytics.Runtime.Bus;

namespace Analytics.Benchmarks;

/// <summary>What one watch came to.</summary>
/// <param name="Wall">From the start of the cameras until the last observation was matched.</param>
/// <param name="Processor">Time on processors meanwhile; children are the decoders.</param>
/// <param name="Detection">Runs of the detector.</param>
/// <param name="Embedding">Runs of the embedder.</param>
/// <param name="Alerts">In order.</param>
internal sealed record MeasuredWatch(
    TimeSpan Wall, ProcessorTime Processor, ModelRuns Detection, ModelRuns Embedding, IReadOnlyList<Alert> Alerts)
{
    /// <summary>Watches cameras to their end as <c>analytics watch</c> does, with the gallery of the bench.</summary>
    public static async Task<MeasuredWatch> ToEndAsync(Bench bench, IReadOnlyList<CameraSpec> cameras, IFrameReader reader)
    {
        List<Alert> alerts = [];
        var schedules = cameras.ToDictionary(camera => camera.Id, _ => new EmbeddingSchedule(bench.Options.Schedule));
        var bus = new InProcessBus();
        using var materializer = bench.System.Materializer();
        var pipeline = new Pipeline(bench.Options, bench.Detector, bench.Embedder, bus, [], materializer);
        using var meter = new ModelMeter();

        var (processor, started) = (ProcessorTime.Now, Stopwatch.GetTimestamp());
        var matching = MatchHosting.Consumer(
            bus, bench.Gallery, bench.Options.Match, bench.Calibration,
            (alert, _) =>
            {
                alerts.Add(alert);
                return ValueTask.CompletedTask;
            },
            identified => schedules[identified.Camera].OnIdentified(identified), _ => { }, () => bench.GallerySize)
            .RunAsync(CancellationToken.None);
        await CameraRun.ToEndAsync(bench.System, cameras, reader, (spec, frames) => pipeline.RunAsync(spec, frames, schedules[spec.Id]),
            spec => schedules[spec.Id].LookInterval);
        bus.Complete();
        await matching;
        return new MeasuredWatch(
            Stopwatch.GetElapsedTime(started), ProcessorTime.Now.Since(processor),
            meter.Of(bench.Detector.Model), meter.Of(bench.Embedder.Model), alerts);
    }
}
