using Akka.Configuration;
using Akka.Hosting;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class MotionGateSpec : Akka.Hosting.TestKit.TestKit
{
    private readonly CameraCounters _counters = new(new CameraId("cam"));
    private readonly FramePool _pool = new();

    public MotionGateSpec(ITestOutputHelper output)
        : base(output: output)
    {
    }

    [Theory]
    [InlineData(true, false, new[] { 0, 0.3, 0.6 })]
    [InlineData(false, true, new[] { 0, 0.3, 0.6 })]
    [InlineData(false, false, new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6 })]
    public void Live_the_faces_decide_how_often_and_of_a_file_that_waits_every_moving_frame_passes(
        bool live, bool realtime, double[] looks)
    {
        var source = CameraSource.Parse(live ? "rtsp://host/live" : typeof(MotionGateSpec).Assembly.Location);
        var camera = new CameraSpec(new CameraId("cam"), source, new IngestOptions { Motion = true, Realtime = realtime });
        var gate = this.Probe(Source.From(Enumerable.Range(0, 7)).Select(MovingFrame)
            .Via(new MotionGate(camera, _counters, () => TimeSpan.FromSeconds(0.3))));

        for (var taken = 0; taken < looks.Length; taken++)
        {
            gate.Request(1);
            Assert.Equal(looks[taken], gate.Next());
            Assert.Equal(0, _pool.Rented); // the next one is not read before it is asked for
            Assert.Equal(Math.Round(10 * looks[taken]) - taken, _counters.Dropped(DropReason.Calm));
        }

        gate.ExpectComplete();
        Assert.Equal(7 - looks.Length, _counters.Dropped(DropReason.Calm));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public void A_gate_that_fails_gives_its_frame_and_its_turn_back()
    {
        var admission = new Turnstile(1);
        Assert.True(admission.TryEnter(() => { }));
        var frame = MovingFrame(0);
        frame.Admission = admission;
        var camera = new CameraSpec(new CameraId("cam"), CameraSource.Parse("rtsp://host/live"), new IngestOptions { Motion = true });

        var (upstream, downstream) = this.Probe(new MotionGate(camera, _counters, () => throw new InvalidOperationException()));

        downstream.Request(1);
        upstream.SendNext(frame);

        Assert.IsType<InvalidOperationException>(downstream.ExpectError());
        upstream.ExpectCancellation();
        Assert.Equal(0, _pool.Rented);
        Assert.True(admission.TryEnter(() => { }), "The turn was lost.");
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
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
