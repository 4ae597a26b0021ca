using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Xunit;

namespace Analytics.Tests.Bus;

/// <summary>What every bus does, whatever carries it.</summary>
public abstract class EventSourceSpec
{
    private const int Cameras = 4;
    private const int Events = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A bus with nothing on it, and how to end it; none where it goes on for ever.</summary>
    private protected abstract Task<TestedBus> OpenAsync();

    [Fact]
    public async Task Events_of_a_camera_are_read_in_the_order_in_which_they_were_published()
    {
        await using var bus = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ConcurrentQueue<CameraProgressed> read = [];
        var reading = bus.Source.ReadAsync((_, _) => new Recorder(@event =>
        {
            read.Enqueue((CameraProgressed)@event);
            if (read.Count == Cameras * Events)
            {
                stop.Cancel();
            }
        }), stop.Token);

        await Task.WhenAll(Enumerable.Range(0, Cameras).Select(camera => Task.Run(async () =>
        {
            for (var i = 0; i < Events; i++)
            {
                await bus.Publisher.PublishAsync(At(i, $"camera {camera}"), Token);
            }
        })));
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(Cameras, read.Select(@event => @event.Camera).Distinct().Count());
        Assert.All(
            read.GroupBy(@event => @event.Camera),
            camera => Assert.Equal(Enumerable.Range(0, Events), camera.Select(@event => (int)@event.MediaTime.TotalSeconds)));
    }

    [Fact]
    public async Task Positions_of_a_partition_grow()
    {
        await using var bus = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ConcurrentQueue<(int Partition, long Position)> read = [];
        for (var i = 0; i < 40; i++)
        {
            await bus.Publisher.PublishAsync(At(i, $"camera {i}"), Token);
        }

        var reading = bus.Source.ReadAsync((partition, _) => new Recorder(_ => { }, position =>
        {
            read.Enqueue((partition, position));
            if (read.Count == 40)
            {
                stop.Cancel();
            }
        }), stop.Token);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(40, read.Count);
        Assert.All(read.GroupBy(place => place.Partition), places => Assert.Equal(places.Order().Distinct(), places));
    }

    internal static CameraProgressed At(int second, string camera = "door") =>
        new(new CameraId(camera), new StreamEpoch(1), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch.AddSeconds(second));

    /// <summary>Both ends of a bus.</summary>
    private protected sealed record TestedBus(IEventPublisher Publisher, IEventSource Source, Func<ValueTask> Close) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Close();
    }

    /// <summary>A reader with memory.</summary>
    internal sealed class Recorder(Action<ICameraEvent> onEvent, Action<long>? onPosition = null) : IPartitionReader
    {
        /// <summary>What it says of itself; by default that all is done and nothing open.</summary>
        public Func<long, ReadingProgress> State { get; init; } = done => new(done, done, []);

        /// <summary>What is wrong with an event.</summary>
        public Func<ICameraEvent, string?> Fault { get; init; } = _ => null;

        public ReadingProgress ProgressAt(long done) => State(done);

        public ValueTask<string?> ReadAsync(ICameraEvent @event, long position, CancellationToken cancellationToken)
        {
            if (Fault(@event) is { } fault)
            {
                return ValueTask.FromResult<string?>(fault);
            }

            onEvent(@event);
            onPosition?.Invoke(position);
            return ValueTask.FromResult<string?>(null);
        }

        public void Close()
        {
        }
    }
}
