using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Stations;
using Xunit;

namespace Analytics.Tests.Stations;

public sealed class TrackFlowSpec
{
    [Fact]
    public async Task A_tracker_that_fails_gives_its_frame_back()
    {
        using var system = ActorSystem.Create("track");
        var pool = new FramePool();
        var frame = pool.Rent(16, 16);
        frame.Stamp(new CameraId("cam"), new StreamEpoch(1), TimeSpan.Zero, DateTimeOffset.UnixEpoch, 0);

        await Assert.ThrowsAsync<NullReferenceException>(() =>
            Source.Single(frame).Via(TrackFlow.Create(null!)).RunForeach(passed => passed.Dispose(), system.Materializer()));

        Assert.Equal(0, pool.Rented);
        await system.Terminate();
    }
}
