using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Analytics.Tests.Bus;
using Xunit;

namespace Analytics.Tests.Runtime.Bus;

public sealed class InProcessBusSpec : EventSourceSpec
{
    private static readonly CancellationToken None = CancellationToken.None;

    private protected override Task<TestedBus> OpenAsync()
    {
        var bus = new InProcessBus(capacity: 64);
        return Task.FromResult(new TestedBus(bus, bus, () => ValueTask.CompletedTask));
    }

    [Fact]
    public async Task A_full_bus_holds_its_publisher_back_until_something_was_read()
    {
        var bus = new InProcessBus(capacity: 2);
        await bus.PublishAsync(At(0), None);
        await bus.PublishAsync(At(1), None);

        var third = bus.PublishAsync(At(2), None).AsTask();
        Assert.False(third.IsCompleted);

        var reading = ReadAsync(bus);
        await third;
        bus.Complete();
        Assert.Equal([0, 1, 2], await reading);
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

    [Fact]
    public async Task An_event_that_cannot_be_taken_in_ends_reading_with_the_reason()
    {
        var bus = new InProcessBus();
        await bus.PublishAsync(At(0), None);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => bus.ReadAsync((_, _) => new Recorder(_ => { }) { Fault = _ => "of another model" }, None));

        Assert.Equal("of another model", fault.Message);
    }

    private static async Task<List<double>> ReadAsync(InProcessBus bus)
    {
        var times = new List<double>();
        await bus.ReadAsync((_, _) => new Recorder(@event => times.Add(((CameraProgressed)@event).MediaTime.TotalSeconds)), None);
        return times;
    }
}
