using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.Benchmarks.Measurements;

/// <summary>What doing less saves: model time per second of camera, against detecting and embedding in every frame.</summary>
internal sealed class ModelTime : IMeasurement
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(45);

    /// <inheritdoc/>
    public string Name => "models";

    /// <inheritdoc/>
    public string About =>
        "time in the models for one second of a camera, played in real time and watched like a live camera (default rate, motion gate on) "
            + "and, for "
        + $"comparison, with every decoded frame detected and every face that would begin a track embedded. At most {Long.TotalSeconds} s "
        + "of each clip.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        List<Row> rows = [];
        foreach (var (
            name, clip) in new[] { ("friends", bench.Inputs.Friends),
            ("people from behind", bench.Inputs.Beginning(bench.Inputs.Passage, Long)) })
        {
            var (first, last) = await SpanAsync(bench, clip);
            var seconds = (last - first).TotalSeconds;
            var samples = await bench.SampleAsync(
                name, async () => (Live: await LiveAsync(bench, clip), Everything: await EverythingAsync(bench, clip)));
            Row Of(string what, string unit, Func<(Cost Live, Cost Everything), double> value, Goal? goal = null) =>
                new($"{what}, {name}", unit, [.. samples.Select(value)], goal);
            rows.Add(Of(
                "Model time of every frame ÷ that of a live watch", "", s => s.Everything.Time / s.Live.Time, new Goal(10, AtLeast: true)));
            rows.Add(Of("– model time per second of camera", "ms", s => s.Live.Time.TotalMilliseconds / seconds));
            rows.Add(Of("– the same, every frame", "ms", s => s.Everything.Time.TotalMilliseconds / seconds));
            rows.Add(Of("– detections", "", s => s.Live.Detections) with { IsCount = true });
            rows.Add(Of("– embeddings", "", s => s.Live.Embeddings) with { IsCount = true });
            rows.Add(Of("– detections, every frame", "", s => s.Everything.Detections) with { IsCount = true });
            rows.Add(Of("– embeddings, every frame", "", s => s.Everything.Embeddings) with { IsCount = true });
        }

        return rows;
    }

    private static async Task<(TimeSpan First, TimeSpan Last)> SpanAsync(Bench bench, string clip)
    {
        using var materializer = bench.System.Materializer();
        var (first, last) = (TimeSpan.MaxValue, TimeSpan.MinValue);
        await CameraRun.ToEndAsync(
            bench.System, CameraRun.Specs([clip], bench.Options.Ingest), DecodedClip.FfmpegReader(),
            (_, frames) => frames.RunForeach(
                frame =>
                {
                    first = frame.MediaTime < first ? frame.MediaTime : first;
                    last = frame.MediaTime;
                    frame.Dispose();
                },
                materializer));
        return (first, last);
    }

    private static async Task<Cost> LiveAsync(Bench bench, string clip)
    {
        var run = await MeasuredWatch.ToEndAsync(
            bench, CameraRun.Specs([clip], bench.Options.Ingest with { Motion = true, Realtime = true }), DecodedClip.FfmpegReader());
        return Cost.Of(run.Detection, run.Embedding);
    }

    private static async Task<Cost> EverythingAsync(Bench bench, string clip)
    {
        using var materializer = bench.System.Materializer();
        using var meter = new ModelMeter();
        await CameraRun.ToEndAsync(
            bench.System, CameraRun.Specs([clip], bench.Options.Ingest with { Fps = 60, Motion = false }), DecodedClip.FfmpegReader(),
            (_, frames) =>
                frames.SelectAsync(1, frame => DetectAndEmbedAsync(bench, frame)).RunForeach(frame => frame.Dispose(), materializer));
        return Cost.Of(meter.Of(bench.Detector.Model), meter.Of(bench.Embedder.Model));
    }

    private static async Task<Frame> DetectAndEmbedAsync(Bench bench, Frame frame)
    {
        await bench.Detector.DetectAsync(frame.Bgr, frame.Faces);
        foreach (var face in frame.Faces.Where(face => face.Score >= bench.Options.Track.HighScore))
        {
            using var aligned = new Mat();
            bench.Embedder.Aligner.Align(frame.Bgr, face.Landmarks, aligned);
            await bench.Embedder.EmbedAsync([aligned]);
        }

        return frame;
    }

    private sealed record Cost(TimeSpan Time, int Detections, int Embeddings)
    {
        public static Cost Of(ModelRuns detection, ModelRuns embedding) =>
            new(detection.Time + embedding.Time, detection.Pictures, embedding.Pictures);
    }
}
