using System.Collections.Concurrent;
using Analytics.Bus;
using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Bus;

/// <summary>Both ends of a bus of its own on the broker of the specs.</summary>
internal sealed class KafkaRig(KafkaServer server, string spool)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public KafkaOptions Options { get; } = server.NewOptions();

    public Task EnsureTopicsAsync() => server.EnsureTopicsAsync(Options);

    public KafkaPublisher NewPublisher(int windowMegabytes = 32, TimeSpan? spoolAfter = null) => new(
        KafkaServer.Clients(Options), Options with { WindowMegabytes = windowMegabytes, SpoolAfter = spoolAfter ?? Options.SpoolAfter },
        spool, TimeProvider.System,
        NullLogger<KafkaPublisher>.Instance);

    public KafkaEventSource NewSource() =>
        new(KafkaServer.Clients(Options), Options, TimeProvider.System, NullLogger<KafkaEventSource>.Instance);

    /// <summary>Publishes the progress of a door at some seconds.</summary>
    public async Task PublishAsync(params int[] times)
    {
        await using var publisher = NewPublisher();
        foreach (var time in times)
        {
            await publisher.PublishAsync(EventSourceSpec.At(time), Token);
        }

        await publisher.FlushAsync(Token).WaitAsync(Timeout, Token);
    }

    /// <summary>Reads until so many events have come, and a second longer, in which nothing more should.</summary>
    public async Task<Reading> ReadAsync(
        int count, Func<long, ReadingProgress>? state = null, Action<ICameraEvent>? onEvent = null, Func<ICameraEvent,
        string?>? fault = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(Timeout);
        var reading = new Reading();
        await NewSource().ReadAsync(
            (_, progress) =>
            {
                reading.Opened.Enqueue(progress);
                return new EventSourceSpec.Recorder(@event =>
                {
                    onEvent?.Invoke(@event);
                    reading.Read.Enqueue(@event);
                }, _ =>
                {
                    if (reading.Read.Count == count)
                    {
                        stop.CancelAfter(TimeSpan.FromSeconds(1)); // nothing more may follow
                    }
                })
                { State = state ?? (done => new(done, done, [])), Fault = fault ?? (_ => null) };
            }, stop.Token);
        return reading;
    }

    public sealed class Reading
    {
        public ConcurrentQueue<ICameraEvent> Read { get; } = [];

        public ConcurrentQueue<ReadingProgress> Opened { get; } = [];

        public IReadOnlyList<ICameraEvent> Events => [.. Read];

        public IEnumerable<int> Times => Read.Select(@event => (int)((CameraProgressed)@event).MediaTime.TotalSeconds);
    }
}
