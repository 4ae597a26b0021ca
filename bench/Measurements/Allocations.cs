using System.Globalization;
using Akka.Streams;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Host;
using Analytics.Ingest;
using Analytics.Match;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Frames;

namespace Analytics.Benchmarks.Measurements;

/// <summary>What an analysed frame leaves for the garbage collector while nothing is embedded.</summary>
internal sealed class Allocations : IMeasurement
{
    private const int WarmUp = 300;
    private const int Frames = 3000;

    /// <inheritdoc/>
    public string Name => "allocations";

    /// <inheritdoc/>
    public string About =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"bytes on the managed heap for each of {Frames:#,0} frames of 1280 × 720 after {WarmUp}, from the slot to the end of ")
        + "the pipeline with matching beside it: the same picture over and over, without faces, and with faces whose tracks are "
        + "locked. File: the slot is never empty. Live: each frame arrives after the previous one has left, so both ends of "
        + "each hand-over must be woken. The mean exceeds the median for two reasons. Every five seconds the camera reports its clock to "
        + "matching. Rarely, the pool allocates one more frame (1.4 MB).";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var clip = await DecodedClip.LoadAsync(bench, bench.Inputs.Friends, bench.Options.Ingest);
        List<Row> rows = [];
        foreach (var (name, picture) in new[] { ("no face", Blank(clip)), ("locked faces", await WithFacesAsync(bench, clip)) })
        {
            foreach (var live in new[] { false, true })
            {
                var what = $"{name}, {(live ? "live" : "file")}";
                var samples = await bench.SampleAsync(what, () => MeasureAsync(bench, picture, live));
                rows.Add(new(
                    $"Bytes allocated by the median frame, {what}", "B", [.. samples.Select(sample => sample.Median)],
                    new Goal(0, AtLeast: false)));
                rows.Add(new($"– by the mean frame, {what}", "B", [.. samples.Select(sample => sample.Mean)], new Goal(0, AtLeast: false)));
            }
        }

        return rows;
    }

    private static DecodedClip Blank(DecodedClip clip)
    {
        var grey = new byte[clip.Frames[0].I420.Length];
        Array.Fill(grey, (byte)128);
        return clip with { Frames = [(TimeSpan.Zero, grey)] };
    }

    /// <summary>The picture of the clip with the most faces that would begin a track.</summary>
    private static async Task<DecodedClip> WithFacesAsync(Bench bench, DecodedClip clip)
    {
        var pool = new FramePool();
        var (most, best) = (0, clip.Frames[0]);
        foreach (var candidate in clip.Frames)
        {
            using var frame = pool.Rent(clip.Width, clip.Height);
            candidate.I420.CopyTo(frame.I420);
            await bench.Detector.DetectAsync(frame.Bgr, frame.Faces);
            var faces = frame.Faces.Count(face => face.Score >= bench.Options.Track.HighScore);
            (most, best) = faces > most ? (faces, candidate) : (most, best);
        }

        return clip with { Frames = [best] };
    }

    private static async Task<(double Median, double Mean)> MeasureAsync(Bench bench, DecodedClip picture, bool live)
    {
        // A locked track is reconfirmed now and then; not within this measurement.
        var options = bench.Options with { Schedule = bench.Options.Schedule with { ReconfirmInterval = TimeSpan.FromHours(1) } };
        var spec = CameraRun.Specs([bench.Inputs.Friends], options.Ingest)[0];
        var counters = new CameraCounters(spec.Id);
        var slot = new FrameSlot(2, newestWins: false, counters, TimeProvider.System);
        var feed = new FrameFeed(spec, counters, slot, TimeProvider.System);
        using var run = feed.Begin(new IngestOptions(), _ => { });
        var bus = new InProcessBus();
        var schedule = new EmbeddingSchedule(options.Schedule);
        using var meter = new HeapMeter(schedule, slot.Complete);
        using var materializer = bench.System.Materializer();
        var matching = MatchHosting.Consumer(
            bus, bench.Gallery, options.Match, bench.Calibration, (_, _) => ValueTask.CompletedTask, _ => { }, _ => { },
            () => bench.GallerySize)
            .RunAsync(CancellationToken.None);
        using var reader = new MemoryReader(picture, int.MaxValue).Start(spec, live ? new OneByOne(run, meter) : run);
        await new Pipeline(options, bench.Detector, bench.Embedder, bus, [meter], materializer).RunAsync(spec, slot.Source, schedule);
        bus.Complete();
        await matching;
        return (Row.MedianOf(meter.Bytes), meter.Bytes.Average());
    }

    /// <summary>Locks each track as it comes, and reads how much was allocated from one frame to the next.</summary>
    private sealed class HeapMeter(EmbeddingSchedule schedule, Action enough) : IFrameObserver, IDisposable
    {
        private readonly HashSet<TrackId> _locked = [];
        private readonly double[] _bytes = [.. Enumerable.Repeat(double.NaN, Frames)];
        private long _before;
        private int _frames;

        public AutoResetEvent Gone { get; } = new(false);

        public IReadOnlyList<double> Bytes => _bytes;

        public void Observe(Frame frame)
        {
            foreach (var track in frame.Tracks)
            {
                if (_locked.Add(track.Track))
                {
                    schedule.OnIdentified(
                        new TrackIdentified(frame.Camera, frame.Epoch, track.Track, null, default, IdentityGrade.Confirmed));
                }
            }

            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var counted = _frames++ - WarmUp;
            if (counted is >= 0 and < Frames)
            {
                _bytes[counted] = allocated - _before;
            }

            _before = allocated;
            if (counted == Frames)
            {
                enough();
            }

            Gone.Set();
        }

        public void Dispose() => Gone.Dispose();
    }

    /// <summary>Delivers a frame only when the one before has left the pipeline.</summary>
    private sealed class OneByOne(IFrameSink sink, HeapMeter meter) : IFrameSink
    {
        public Frame Rent(int width, int height) => sink.Rent(width, height);

        public bool Deliver(Frame frame, TimeSpan? mediaTime)
        {
            var taken = sink.Deliver(frame, mediaTime);
            return taken && meter.Gone.WaitOne();
        }

        public void Hold(bool isHeld) => sink.Hold(isHeld);

        public void Reads(IInputGauge input) => sink.Reads(input);

        public void End(RunEnd end) => sink.End(end);
    }
}
