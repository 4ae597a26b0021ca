using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Stations;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Stations;

/// <summary>A station of the pipeline: in order, bounded, failing loudly, losing no frame.</summary>
public sealed class FrameStationSpec : Akka.Hosting.TestKit.TestKit
{
    private readonly FramePool _pool = new();

    public FrameStationSpec(ITestOutputHelper output)
        : base(output: output)
    {
    }

    [Fact]
    public void Frames_leave_in_their_order_whatever_order_their_work_ends_in() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 30].SelectMany(frames => Gen.Shuffle(Enumerable.Range(0, frames).ToArray()))).Sample(
            (places, order) =>
            {
                var work = NewWork(order.Length);
                var station = Station(order.Length, places, frame => work[frame].Task);
                var ended = 0;
                for (var next = 0; next < order.Length; next++)
                {
                    station.Request(1);
                    while (!work[next].Task.IsCompleted)
                    {
                        work[order[ended++]].SetResult();
                    }

                    Assert.Equal(next, station.Next());
                }

                station.ExpectComplete();
                Assert.Equal(0, _pool.Rented);
            },
            iter: 60, threads: 1);

    [Fact]
    public void No_more_frames_are_worked_on_than_there_are_places_and_one_that_nobody_takes_keeps_its_own()
    {
        const int frames = 40, places = 3;
        var (work, begun) = (NewWork(frames), CreateTestProbe());
        var station = Station(frames, places, frame =>
        {
            begun.Ref.Tell(frame);
            return work[frame].Task;
        });
        for (var frame = 0; frame < places; frame++)
        {
            begun.ExpectMsg(frame);
        }

        begun.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Array.ForEach(work[..places], end => end.SetResult());
        begun.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        for (var next = 0; next < frames; next++)
        {
            station.Request(1);
            Assert.Equal(next, station.Next());
            if (next + places < frames)
            {
                begun.ExpectMsg(next + places);
                work[next + places].SetResult();
            }

            Assert.Equal(Math.Min(places, frames - 1 - next), _pool.Rented);
        }

        station.ExpectComplete();
        Assert.Equal(0, _pool.Rented);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Work_that_fails_fails_the_stream_and_gives_all_frames_back(bool atOnce)
    {
        const int inWork = 5, done = 6, failing = 7;
        var (work, begun, fault) = (NewWork(20), CreateTestProbe(), new InvalidOperationException("the model is gone"));
        var station = Station(work.Length, 3, frame =>
        {
            begun.Ref.Tell(frame);
            return atOnce && frame == failing ? throw fault : work[frame].Task;
        });
        work[done].SetResult();
        for (var next = 0; next < inWork; next++)
        {
            work[next].SetResult();
            station.Request(1);
            Assert.Equal(next, station.Next());
        }

        station.Request(1); // nothing comes: the next one is in work, and the one that is done waits for it
        Assert.Equal(Enumerable.Range(0, failing + 1), begun.ReceiveN(failing + 1).Cast<int>());
        if (!atOnce)
        {
            work[failing].SetException(fault);
        }

        Assert.Contains(fault.Message, station.ExpectError().ToString(), StringComparison.Ordinal);
        WaitUntilRented(1); // its work still reads it
        work[inWork].SetResult();
        WaitUntilRented(0);
        begun.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private static TaskCompletionSource[] NewWork(int frames) => [.. Enumerable.Range(0, frames).Select(_ => new TaskCompletionSource())];

    // Frames are made as they are asked for, so that none waits outside the station.
    private TestSubscriber.Probe<Frame> Station(int frames, int places, Func<int, Task> work) => this.Probe(Source
        .From(Enumerable.Range(0, frames))
        .Select(second =>
        {
            var frame = _pool.Rent(2, 2);
            frame.Stamp(new CameraId("c"), new StreamEpoch(1), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch, 0);
            return frame;
        })
        .Via(new FrameStation("work", places, frame => new ValueTask(work((int)frame.MediaTime.TotalSeconds)))))
        .EnsureSubscription();

    private void WaitUntilRented(int frames) => Assert.True(
        SpinWait.SpinUntil(() => _pool.Rented == frames, TimeSpan.FromSeconds(10)), $"{_pool.Rented} frames are out instead of {frames}.");
}
