using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Stations;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Stations;

/// <summary>A station of the pipeline: in order, bounded, failing loudly, losing no frame.</summary>
public sealed class FrameStationSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("station", "akka.loglevel = ERROR");
    private readonly FramePool _pool = new();

    public void Dispose()
    {
        _system.Terminate().Wait(TimeSpan.FromSeconds(10));
        _system.Dispose();
    }

    [Fact]
    public void Frames_leave_in_their_order_whatever_order_their_work_ends_in() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3].Array[0, 30]).Sample(
            (parallelism, waits) =>
            {
                var seen = new List<long>();
                Run(waits.Length, parallelism, async frame =>
                {
                    for (var i = 0; i < waits[frame.MediaTime.Ticks]; i++)
                    {
                        await Task.Yield();
                    }
                }, seen).Wait(TimeSpan.FromSeconds(20));
                Assert.Equal(Enumerable.Range(0, waits.Length).Select(i => (long)i), seen);
                Assert.Equal(0, _pool.Rented);
            },
            iter: 60, threads: 1);

    [Fact]
    public async Task No_more_frames_are_worked_on_than_there_are_places()
    {
        var (now, most, gate) = (0, 0, new Lock());
        await Run(40, 3, async _ =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
            }

            await Task.Yield();
            lock (gate)
            {
                now--;
            }
        }, []).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.InRange(most, 1, 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_that_fails_fails_the_stream_and_gives_all_frames_back(bool atOnce)
    {
        var failed = Run(20, 3, async frame =>
        {
            if (!atOnce)
            {
                await Task.Yield();
            }

            if (frame.MediaTime.Ticks == 7)
            {
                throw new InvalidOperationException("the model is gone");
            }
        }, []);

        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => failed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("the model is gone", error.ToString(), StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => _pool.Rented == 0, TimeSpan.FromSeconds(10)), $"{_pool.Rented} frames did not come back.");
    }

    // Frames are made as they are asked for, so that none waits outside the station.
    private Task Run(int frames, int parallelism, Func<Frame, ValueTask> work, List<long> seen) => Source
        .From(Enumerable.Range(0, frames))
        .Select(i =>
        {
            var frame = _pool.Rent(2, 2);
            frame.Stamp(new CameraId("c"), new StreamEpoch(1), TimeSpan.FromTicks(i), DateTimeOffset.UnixEpoch, 0);
            return frame;
        })
        .Via(new FrameStation("work", parallelism, work))
        .RunForeach(
            frame =>
            {
                seen.Add(frame.MediaTime.Ticks);
                frame.Dispose();
            },
            _system.Materializer());
}
