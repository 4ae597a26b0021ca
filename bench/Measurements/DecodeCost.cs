using System.Diagnostics;
using System.Globalization;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Runtime.Video;

namespace Analytics.Benchmarks.Measurements;

/// <summary>What ingest costs on top of a bare ffmpeg that decodes the same and throws it away.</summary>
internal sealed class DecodeCost : IMeasurement
{
    private const int Repeats = 4;

    /// <inheritdoc/>
    public string Name => "decode";

    /// <inheritdoc/>
    public string About =>
        $"processor time of ingest (our process and its ffmpeg) on the clip of the friends, {Repeats} times over, frames dropped right "
            + "after it, ÷ that of "
        + "`ffmpeg -f null` with the same `select` at the analysis rate. Both decode every frame.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var clip = bench.Inputs.Repeated(bench.Inputs.Friends, Repeats);
        var samples = await bench.SampleAsync(
            "ingest and bare ffmpeg", async () => (Ingest: await IngestAsync(bench, clip), Bare: await BareAsync(bench, clip)));
        return
        [
            new("Processor time of ingest ÷ that of a bare ffmpeg", "", [.. samples.Select(sample => sample.Ingest.Total / sample.Bare)],
            new Goal(1.2, AtLeast: false)),
            new("– our process and its ffmpeg", "s", [.. samples.Select(sample => sample.Ingest.Total.TotalSeconds)]),
            new("– of that, our process", "s", [.. samples.Select(sample => sample.Ingest.Own.TotalSeconds)]),
            new("– bare ffmpeg", "s", [.. samples.Select(sample => sample.Bare.TotalSeconds)]),
        ];
    }

    private static async Task<ProcessorTime> IngestAsync(Bench bench, string clip)
    {
        using var materializer = bench.System.Materializer();
        var before = ProcessorTime.Now;
        await CameraRun.ToEndAsync(
            bench.System, CameraRun.Specs([clip], bench.Options.Ingest), DecodedClip.FfmpegReader(),
            (_, frames) => frames.RunForeach(frame => frame.Dispose(), materializer));
        return ProcessorTime.Now.Since(before);
    }

    private static async Task<TimeSpan> BareAsync(Bench bench, string clip)
    {
        var fps = bench.Options.Ingest.Fps.ToString("R", CultureInfo.InvariantCulture);
        var before = ProcessorTime.Now;
        using var ffmpeg = Process.Start(
            FfmpegProgram.Find("ffmpeg"),
            [
                "-v", "error", "-nostdin", "-threads", "0", "-copyts", "-i", clip, "-an", "-filter_threads", "1",
                "-vf", $@"select='not(eq(floor(t*{fps}+0.001)\,floor(prev_selected_t*{fps}+0.001)))'", "-fps_mode", "passthrough", "-f",
                "null", "-",
            ]);
        await ffmpeg.WaitForExitAsync();
        return ffmpeg.ExitCode == 0
            ? ProcessorTime.Now.Since(before).Children
            : throw new InvalidException($"ffmpeg could not decode '{clip}' (exit code {ffmpeg.ExitCode}).");
    }
}
