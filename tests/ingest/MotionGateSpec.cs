using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class MotionGateSpec : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("gate");
    private readonly CameraCounters _counters = new(new CameraId("cam"));
    private readonly FramePool _pool = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Theory]
    [InlineData(true, false, new[] { 0, 0.3, 0.6 })]
    [InlineData(false, true, new[] { 0, 0.3, 0.6 })]
    [InlineData(false, false, new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6 })]
    public async Task Live_the_faces_decide_how_often_and_of_a_file_that_waits_every_moving_frame_passes(
        bool live, bool realtime, double[] looks)
    {
        var source = CameraSource.Parse(live ? "rtsp://host/live" : typeof(MotionGateSpec).Assembly.Location);
        var camera = new CameraSpec(new CameraId("cam"), source, new IngestOptions { Motion = true, Realtime = realtime });
        List<double> passed = [];
        await Source.From(Enumerable.Range(0, 7).Select(MovingFrame).ToList())
            .Via(new MotionGate(camera, _counters, () => TimeSpan.FromSeconds(0.3)))
            .RunForeach(
                frame =>
                {
                    passed.Add(frame.MediaTime.TotalSeconds);
                    frame.Dispose();
                },
                _system.Materializer());

        Assert.Equal(looks, passed);
        Assert.Equal(7 - looks.Length, _counters.Dropped(DropReason.Calm));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task A_gate_that_fails_gives_its_frame_and_its_turn_back()
    {
        var admission = new Turnstile(1);
        Assert.True(admission.TryEnter(() => { }));
        var frame = MovingFrame(0);
        frame.Admission = admission;
        var camera = new CameraSpec(new CameraId("cam"), CameraSource.Parse("rtsp://host/live"), new IngestOptions { Motion = true });

        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.Single(frame)
            .Via(new MotionGate(camera, _counters, () => throw new InvalidOperationException()))
            .RunForeach(passed => passed.Dispose(), _system.Materializer()));

        Assert.True(SpinWait.SpinUntil(() => _pool.Rented == 0, TimeSpan.FromSeconds(5)));
        using var turn = new ManualResetEventSlim();
        if (admission.TryEnter(turn.Set))
        {
            turn.Set();
        }

        Assert.True(turn.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken), "The turn was lost.");
    }

    private Frame MovingFrame(int index)
    {
        var frame = _pool.Rent(160, 160);
        frame.I420.Fill(100);
        frame.I420[(index * 16 * 160)..((index + 1) * 16 * 160)].Fill(200);
        frame.Stamp(new CameraId("cam"), new StreamEpoch(1), TimeSpan.FromMilliseconds(100 * index), DateTimeOffset.UnixEpoch, 0);
        return frame;
    }
}
