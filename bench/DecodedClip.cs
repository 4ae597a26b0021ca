using Akka.Streams;
using Analytics.Ingest;
using Analytics.Ingest.Ffmpeg;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks;

/// <summary>The frames of a clip at the analysis rate, decoded into memory.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Frames">Presentation time and planar YUV 4:2:0 of each.</param>
internal sealed record DecodedClip(int Width, int Height, IReadOnlyList<(TimeSpan MediaTime, byte[] I420)> Frames)
{
    /// <summary>Decodes a clip as ingest does.</summary>
    public static async Task<DecodedClip> LoadAsync(Bench bench, string clip, IngestOptions options)
    {
        List<(TimeSpan, byte[])> frames = [];
        var (width, height) = (0, 0);
        using var materializer = bench.System.Materializer();
        await CameraRun.ToEndAsync(
            bench.System, CameraRun.Specs([clip], options), FfmpegReader(),
            (_, source) => source.RunForeach(
                frame =>
                {
                    (width, height) = (frame.Width, frame.Height);
                    frames.Add((frame.MediaTime, frame.I420.ToArray()));
                    frame.Dispose();
                },
                materializer));
        return new DecodedClip(width, height, frames);
    }

    /// <summary>The reader that the program uses.</summary>
    public static IFrameReader FfmpegReader() => new FfmpegFrameReader(NullLogger<FfmpegFrameReader>.Instance);
}
