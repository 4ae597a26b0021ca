using Analytics.Contracts;
using Analytics.Embed;
using Analytics.Runtime.Bus;
using Analytics.Tests.Embed.Scheduling;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Embed;

public sealed class FaceObserverSpec : ScheduleScript
{
    [Fact]
    public async Task A_stream_that_fails_does_not_take_its_faces_from_under_the_embedder()
    {
        using var model = new SlowModel();
        await using var embedder = new SharedEmbedder(model, capacity: 4, workers: 1, maxBatch: 1);
        var bus = new InProcessBus();
        var observer = new FaceObserver(new CameraId("door"), embedder, Schedule, bus);
        using var frame = Frame((1, 0.9f));
        var observing = observer.ObserveAsync(frame).AsTask();

        var leaving = observer.DisposeAsync().AsTask(); // the stream is over, though nobody waited for its last frame
        await Task.Delay(50, TestContext.Current.CancellationToken);
        var wasEarly = leaving.IsCompleted;
        model.Go.Set();

        await leaving;
        await observing;
        Assert.False(wasEarly);
        Assert.False(model.SawDisposed);
    }

    private sealed class SlowModel : IFaceEmbedder
    {
        public ManualResetEventSlim Go { get; } = new();

        public bool SawDisposed { get; private set; }

        public ModelId Model => new("slow");

        public int Length => 2;

        public FaceAligner Aligner { get; } = new(new Size(8, 8), new(new(2, 2), new(6, 2), new(4, 4), new(2, 6), new(6, 6)));

        public IReadOnlyList<Template> Embed(IReadOnlyList<Mat> aligned)
        {
            Go.Wait();
            SawDisposed = aligned.Any(face => face.IsDisposed);
            return [.. aligned.Select(_ => new Template(Model, [1, 0]))];
        }

        public void Dispose() => Go.Dispose();
    }
}
