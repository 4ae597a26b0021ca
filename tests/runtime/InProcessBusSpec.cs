using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class InProcessBusSpec
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Events_of_one_camera_arrive_in_the_order_in_which_they_were_published()
    {
        const int cameras = 4;
        const int events = 500;
        var bus = new InProcessBus(capacity: 8);
        var publishers = Enumerable.Range(0, cameras).Select(camera => Task.Run(async () =>
        {
            for (var i = 0; i < events; i++)
            {
                await bus.PublishAsync(At(i, $"camera {camera}"), None);
            }
        })).ToList();
        _ = Task.WhenAll(publishers).ContinueWith(_ => bus.Complete(), TaskScheduler.Default);

        var read = new Dictionary<CameraId, List<double>>();
        await foreach (var @event in bus.ReadAllAsync(None))
        {
            var progress = Assert.IsType<CameraProgressed>(@event);
            read.TryAdd(progress.Camera, []);
            read[progress.Camera].Add(progress.MediaTime.TotalSeconds);
        }

        Assert.Equal(cameras, read.Count);
        Assert.All(read.Values, times => Assert.Equal(Enumerable.Range(0, events).Select(i => (double)i), times));
    }

    [Fact]
    public async Task A_full_bus_holds_its_publisher_back_until_something_was_read()
    {
        var bus = new InProcessBus(capacity: 2);
        await bus.PublishAsync(At(0), None);
        await bus.PublishAsync(At(1), None);

        var third = bus.PublishAsync(At(2), None).AsTask();
        Assert.False(third.IsCompleted);

        await using var reader = bus.ReadAllAsync(None).GetAsyncEnumerator(None);
        Assert.True(await reader.MoveNextAsync());
        await third;
    }

    [Fact]
    public async Task A_publisher_that_waits_can_give_up_and_its_event_is_never_read()
    {
        var bus = new InProcessBus(capacity: 1);
        using var stop = new CancellationTokenSource();
        await bus.PublishAsync(At(0), None);
        var waiting = bus.PublishAsync(At(1), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        bus.Complete();
        Assert.Equal([0], await ReadAsync(bus));
    }

    [Fact]
    public async Task A_reader_ends_once_it_has_caught_up_with_a_completed_bus()
    {
        var bus = new InProcessBus();
        await bus.PublishAsync(At(0), None);
        await bus.PublishAsync(At(1), None);
        bus.Complete();
        bus.Complete();

        Assert.Equal([0, 1], await ReadAsync(bus));
    }

    [Fact]
    public async Task A_reader_that_waits_ends_with_the_bus()
    {
        var bus = new InProcessBus();
        var reading = ReadAsync(bus);
        Assert.False(reading.IsCompleted);

        bus.Complete();

        Assert.Empty(await reading);
    }

    private static CameraProgressed At(int second, string camera = "door") =>
        new(new CameraId(camera), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch);

    private static async Task<List<double>> ReadAsync(InProcessBus bus)
    {
        var times = new List<double>();
        await foreach (var @event in bus.ReadAllAsync(None))
        {
            times.Add(((CameraProgressed)@event).MediaTime.TotalSeconds);
        }

        return times;
    }
}
