using System.Diagnostics;
using System.Text;
using Analytics.Bus;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Analytics.Runtime.Bus;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks.Bus;

/// <summary>Measures one broker. Each run takes every figure once, so that a change of the machine meets all of them.</summary>
/// <param name="broker">The broker.</param>
/// <param name="count">Events of 1 kB in a run.</param>
internal sealed class BusRun(BusBroker broker, int count)
{
    private const int SmallBytes = 1024;
    private const int WarmUp = 50_000;
    private static readonly TimeSpan AwaitingFor = TimeSpan.FromSeconds(3);

    private readonly BusEvents _small = BusEvents.OfSize(128, SmallBytes);
    private readonly BusEvents _full = BusEvents.WithCrop(512, 6000);
    private BusFigures _figures = new();

    /// <summary>Measures; a first run is not counted, in which the broker's virtual machine and ours get to know their work.</summary>
    public async Task<IReadOnlyList<Row>> RunAsync(int runs, CancellationToken stop)
    {
        for (var run = 0; run <= runs; run++)
        {
            Bench.Say(run == 0 ? "  warming up" : $"  run {run} of {runs}");
            _figures = run <= 1 ? new() : _figures;
            await MeasureAsync(stop);
        }

        return _figures.Rows;
    }

    private async Task MeasureAsync(CancellationToken stop)
    {
        const string small = "Events of 1 kB";
        const string full = "Observations";
        const string tool = "Kafka's perf tool";
        var ours = await PublishAsync(small, _small, count, new Goal(200_000, AtLeast: true), stop);
        if (broker.IsOwn)
        {
            var theirs = await PerfToolAsync(tool);
            _figures.Add($"{small}: per second, as a ratio to {tool}", "", ours / theirs, new Goal(0.9, AtLeast: true));
        }

        foreach (var (what, linger) in new[] { ("default linger", (TimeSpan?)null), ("no linger", TimeSpan.Zero) })
        {
            var awaiting = await AwaitAsync($"Awaiting producer, {what}", _small, linger, stop);
            _figures.Add(
                $"{small}: per second, as a ratio to the awaiting producer, {what}", "", ours / awaiting, new Goal(10, AtLeast: true));
        }

        await ClientAloneAsync("Client library alone", stop);
        await ReadAsync(small, count / 2, stop);
        await PublishAsync(full, _full, count / 5, null, stop);
        await AwaitAsync($"{full}, one at a time", _full, TimeSpan.Zero, stop);
        Encode(small, _small);
        Encode(full, _full);
        _figures.Add(
            "Largest observation: value", "B", EventEncoder.Encode(BusEvents.Largest).Length,
            new Goal(KafkaRecord.LargestValue, AtLeast: false));
    }

    private async Task<double> PublishAsync(string what, BusEvents events, int number, Goal? goal, CancellationToken stop)
    {
        await using var topics = await BusTopics.CreateAsync(broker);
        await using var publisher = new Publisher(topics);
        await publisher.PublishAsync(events, 0, WarmUp, stop);
        var meter = new BusMeter(broker);
        await publisher.PublishAsync(events, WarmUp, number, stop);
        var rate = meter.Rate(number);
        _figures.Add($"{what}: published per second", "", rate, goal);
        _figures.Add($"{what}: processor time to publish", "µs", meter.Here(number));
        _figures.Add($"{what}: allocated to publish", "B", meter.Bytes(number));
        if (broker.IsOwn)
        {
            _figures.Add($"{what}: processor time of the broker", "µs", meter.There(number));
            _figures.Add($"{what}: on the wire", "B", broker.BytesOf(topics.Names.Observed) / (double)(WarmUp + number));
        }

        return rate;
    }

    private async Task<double> PerfToolAsync(string what)
    {
        await using var topics = await BusTopics.CreateAsync(broker);
        var meter = new BusMeter(broker);
        var rate = broker.PerfTool(topics.Names.Observed, count, SmallBytes, topics.Options.Linger);
        _figures.Add($"{what}: records of 1 kB per second", "", rate);
        _figures.Add($"{what}: processor time of the tool", "µs", meter.Children(count));
        _figures.Add($"{what}: processor time of the broker", "µs", meter.There(count));
        return rate;
    }

    // The client library with messages made beforehand and nothing to remember: what is left of the publisher's time is ours.
    private async Task ClientAloneAsync(string what, CancellationToken stop)
    {
        await using var topics = await BusTopics.CreateAsync(broker);
        using var producer = topics.Clients.Producer(idempotent: true);
        using var room = new SemaphoreSlim(topics.Options.WindowMegabytes << 10);
        var messages = Enumerable.Range(0, 4096)
            .Select(number => KafkaRecord.Of(_small[number], topics.Names, DateTimeOffset.UnixEpoch).Message).ToArray();
        Send(WarmUp);
        var meter = new BusMeter(broker);
        Send(count);
        _figures.Add($"{what}: events of 1 kB per second", "", meter.Rate(count));
        _figures.Add($"{what}: processor time", "µs", meter.Here(count));

        void Send(int number)
        {
            for (var i = 0; i < number; i++)
            {
                room.Wait(stop);
                producer.Produce(topics.Names.Observed, messages[i % messages.Length], _ => room.Release());
            }

            producer.Flush(stop);
        }
    }

    private async Task<double> AwaitAsync(string what, BusEvents events, TimeSpan? linger, CancellationToken stop)
    {
        await using var topics = await BusTopics.CreateAsync(broker);
        var options = topics.Options with { Linger = linger ?? topics.Options.Linger };
        using var producer = new KafkaClients(options, _ => null, TimeProvider.System, NullLogger.Instance).Producer(idempotent: true);
        await producer.ProduceAsync(topics.Names.Observed, Message(0), stop);
        var meter = new BusMeter(broker);
        var started = Stopwatch.GetTimestamp();
        var sent = 0;
        while (Stopwatch.GetElapsedTime(started) < AwaitingFor)
        {
            await producer.ProduceAsync(topics.Names.Observed, Message(++sent), stop);
        }

        var rate = meter.Rate(sent);
        _figures.Add($"{what}: published per second", "", rate);
        if (broker.IsOwn)
        {
            _figures.Add($"{what}: on the wire", "B", broker.BytesOf(topics.Names.Observed) / (double)(sent + 1));
        }

        return rate;

        Message<byte[], byte[]> Message(int number) => KafkaRecord.Of(events[number], topics.Names, DateTimeOffset.UtcNow).Message;
    }

    private async Task ReadAsync(string what, int events, CancellationToken stop)
    {
        await using var topics = await BusTopics.CreateAsync(broker);
        await using (var publisher = new Publisher(topics))
        {
            await publisher.PublishAsync(_small, 0, events, stop);
        }

        using var read = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var counter = new Counter(broker, events, read.Cancel);
        var source = new KafkaEventSource(topics.Clients, topics.Options, TimeProvider.System, NullLogger<KafkaEventSource>.Instance);
        await source.ReadAsync((_, _) => counter, read.Token);
        _figures.Add($"{what}: read per second", "", counter.Rate);
        _figures.Add($"{what}: processor time to read", "µs", counter.Here);
    }

    private void Encode(string what, BusEvents events)
    {
        var meter = new BusMeter(broker);
        var messages = count / 5;
        KafkaTopics topics = new("bench");
        long bytes = 0;
        for (var i = 0; i < messages; i++)
        {
            var message = KafkaRecord.Of(events[i], topics, DateTimeOffset.UnixEpoch).Message;
            bytes += message.Key.Length + message.Value.Length
                + message.Headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + header.GetValueBytes().Length);
        }

        _figures.Add($"{what}: processor time to encode", "µs", meter.Here(messages));
        _figures.Add($"{what}: allocated to encode", "B", meter.Bytes(messages));
        _figures.Add($"{what}: value", "B", events.MeanBytes);
        _figures.Add($"{what}: key, headers and value", "B", bytes / (double)messages);
    }

    // As the program publishes, with a spool of its own.
    private sealed class Publisher(BusTopics topics) : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("analytics-bench-");
        private KafkaPublisher? _publisher;

        public async Task PublishAsync(BusEvents events, int from, int number, CancellationToken stop)
        {
            _publisher ??= new(topics.Clients, topics.Options, _folder.FullName, TimeProvider.System, NullLogger<KafkaPublisher>.Instance);
            for (var i = from; i < from + number; i++)
            {
                await _publisher.PublishAsync(events.Distinct(i), stop);
            }

            await _publisher.FlushAsync(stop);
        }

        public async ValueTask DisposeAsync()
        {
            await (_publisher?.DisposeAsync() ?? ValueTask.CompletedTask);
            _folder.Delete(recursive: true);
        }
    }

    // Of all partitions together, from the first event on.
    private sealed class Counter(BusBroker broker, int expected, Action onAll) : IPartitionReader
    {
        private BusMeter? _meter;
        private int _read;

        public double Rate { get; private set; }

        public double Here { get; private set; }

        public ReadingProgress ProgressAt(long done) => new(done, done, []);

        public ValueTask<string?> ReadAsync(ICameraEvent @event, long position, CancellationToken cancellationToken)
        {
            var read = Interlocked.Increment(ref _read);
            if (read == 1)
            {
                _meter = new(broker);
            }
            else if (read == expected)
            {
                (Rate, Here) = (_meter!.Rate(expected - 1), _meter.Here(expected - 1));
                onAll();
            }

            return ValueTask.FromResult<string?>(null);
        }

        public void Close()
        {
        }
    }
}
