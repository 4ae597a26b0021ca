using Akka.Configuration;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Stations;
using Xunit;

namespace Analytics.Tests.Stations;

public sealed class TrackFlowSpec : Akka.Hosting.TestKit.TestKit
{
    public TrackFlowSpec(ITestOutputHelper output)
        : base(output: output)
    {
    }

    [Fact]
    public void A_tracker_that_fails_gives_its_frame_back()
    {
        var pool = new FramePool();
        var frame = pool.Rent(16, 16);
        frame.Stamp(new CameraId("cam"), new StreamEpoch(1), TimeSpan.Zero, DateTimeOffset.UnixEpoch, 0);
        var (upstream, downstream) = this.Probe(TrackFlow.Create(null!));

        downstream.Request(1);
        upstream.SendNext(frame);

        Assert.IsType<NullReferenceException>(downstream.ExpectError());
        upstream.ExpectCancellation();
        Assert.Equal(0, pool.Rented);
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }
}
