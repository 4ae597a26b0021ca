using System.Collections.Concurrent;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Bus.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Runtime.Bus;

[Collection(nameof(KafkaServer))]
public sealed class KafkaBusSpec(KafkaServer server, FolderFixture folder) : EventSourceSpec, IClassFixture<FolderFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly KafkaOptions _options = server.NewOptions();
    private readonly string _spool = folder.Create(Guid.NewGuid().ToString("N"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected override async Task<TestedBus> OpenAsync()
    {
        await EnsureTopicsAsync();
        var publisher = NewPublisher();
        return new(publisher, NewSource(), publisher.DisposeAsync);
    }

    [Fact]
    public async Task What_was_done_is_not_read_again_and_what_is_open_is_read_from_its_beginning()
    {
        await EnsureTopicsAsync();
        await PublishAsync(0, 1, 2, 3, 4);
        var first = await ReadAsync(5, done => new(Math.Min(done, 3), done, ["x/Early"]));
        Assert.Equal([0, 1, 2, 3, 4], first.Times);

        await PublishAsync(5);
        var second = await ReadAsync(3);

        Assert.Equal([3, 4, 5], second.Times);
        Assert.Contains(second.Opened, progress => progress is { From: 3, Done: 5, Told: ["x/Early"] });
    }

    [Fact]
    public async Task A_message_that_can_never_be_read_goes_to_the_dead_letters_with_the_reason_and_holds_nothing_up()
    {
        await EnsureTopicsAsync();
        using (var producer = Producer())
        {
            var good = KafkaRecord.Of(At(1), new(_options.Prefix), DateTimeOffset.UnixEpoch).Message;
            Message<byte[], byte[]>[] messages =
            [
                new() { Key = "door"u8.ToArray(), Value = "no event"u8.ToArray() },
                new() { Key = "door"u8.ToArray(), Value = [0xff, 1], Headers = Typed(EventTypes.FaceObserved) },
                new() { Key = "door"u8.ToArray(), Value = [], Headers = Typed("analytics.face.observed.v9") },
                new() { Key = "door"u8.ToArray(), Value = new byte[40_000], Headers = Typed(EventTypes.FaceObserved) },
                good,
            ];
            foreach (var message in messages)
            {
                await producer.ProduceAsync(new KafkaTopics(_options.Prefix).Observed, message, Token);
            }
        }

        var read = await ReadAsync(1);

        Assert.Equal([1], read.Times);
        var letters = DeadLetters(4);
        Assert.Equal(4, letters.Count);
        foreach (var (letter, reason) in letters.Zip(["no header 'ce_type'", "not a message of type", "v9' is not a type", "40000 bytes"]))
        {
            Assert.Contains(reason, Text(letter, DeadLetter.ReasonHeader), StringComparison.Ordinal);
        }

        Assert.All(letters, letter => Assert.Equal($"{_options.Prefix}.face.observed.v1", Text(letter, DeadLetter.TopicHeader)));
        Assert.Equal("no event"u8.ToArray(), letters[0].Message.Value);
    }

    [Fact]
    public async Task An_event_that_fails_three_times_goes_to_the_dead_letters_and_the_next_is_read()
    {
        await EnsureTopicsAsync();
        await PublishAsync(0, 1, 2);
        var tries = 0;

        var read = await ReadAsync(2, onEvent: @event =>
        {
            if (((CameraProgressed)@event).MediaTime == TimeSpan.FromSeconds(1))
            {
                tries++;
                throw new InvalidOperationException("the second is unlucky");
            }
        });

        Assert.Equal([0, 2], read.Times);
        Assert.Equal(3, tries);
        Assert.Contains("the second is unlucky", Text(DeadLetters(1)[0], DeadLetter.ReasonHeader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_sent_twice_is_read_once()
    {
        await EnsureTopicsAsync();
        await PublishAsync(0, 1, 0, 1, 2);

        Assert.Equal([0, 1, 2], (await ReadAsync(3)).Times);
    }

    [Fact]
    public async Task A_reader_that_is_slow_gets_all_in_order_and_holds_up_nobody_else()
    {
        await EnsureTopicsAsync();
        int[] times = [.. Enumerable.Range(0, 1500)];
        await PublishAsync(times);
        await using (var publisher = NewPublisher())
        {
            foreach (var camera in Enumerable.Range(0, 20)) // some of them lie in other partitions than the door
            {
                await publisher.PublishAsync(At(0, $"camera {camera}"), Token);
            }
        }

        using var gate = new ManualResetEventSlim();
        var doors = 0;
        var read = await ReadAsync(1520, onEvent: @event =>
        {
            if (@event.Camera.Value == "door" && ++doors == 1)
            {
                Assert.True(gate.Wait(Patience));
            }
            else if (@event.Camera.Value != "door")
            {
                gate.Set();
            }
        });

        Assert.Equal(times, read.Events.Cast<CameraProgressed>().Where(at => at.Camera.Value == "door").Select(at => (int)at.MediaTime.TotalSeconds));
        Assert.Equal(1520, read.Events.Count);
    }

    [Fact]
    public async Task An_observation_comes_back_with_its_trace()
    {
        await EnsureTopicsAsync();
        var trace = new System.Diagnostics.ActivityContext(
            System.Diagnostics.ActivityTraceId.CreateRandom(), System.Diagnostics.ActivitySpanId.CreateRandom(),
            System.Diagnostics.ActivityTraceFlags.Recorded);
        var observed = Matching.Faces.Observed(1) with { Trace = trace };
        await using (var publisher = NewPublisher())
        {
            await publisher.PublishAsync(observed, Token);
        }

        var read = Assert.IsType<FaceObserved>((await ReadAsync(1)).Events.Single());

        Assert.Equal(observed.Id, read.Id);
        Assert.Equal((trace.TraceId, trace.SpanId, trace.TraceFlags), (read.Trace.TraceId, read.Trace.SpanId, read.Trace.TraceFlags));
    }

    [Fact]
    public async Task While_the_broker_is_away_events_wait_on_disk_and_follow_in_order()
    {
        await EnsureTopicsAsync();
        await using var publisher = new KafkaPublisher(
            KafkaServer.Clients(_options), _options with { WindowMegabytes = 1 }, _spool, TimeProvider.System, NullLogger<KafkaPublisher>.Instance);
        await PublishLargeAsync(publisher, 0, 10);
        server.Kill();
        try
        {
            await PublishLargeAsync(publisher, 10, 300);
            Assert.InRange(publisher.Waiting, 1, 290);
        }
        finally
        {
            server.Restart();
        }

        await PublishLargeAsync(publisher, 300, 310);
        await publisher.FlushAsync(Token).WaitAsync(Patience, Token);

        Assert.Equal(0, publisher.Waiting);
        var read = await ReadAsync(310);
        Assert.Equal(Enumerable.Range(0, 310), read.Events.Cast<FaceObserved>().Select(face => (int)face.MediaTime.TotalSeconds));
    }

    [Fact]
    public async Task What_the_broker_did_not_take_before_the_end_of_the_process_is_sent_by_the_next_one()
    {
        await EnsureTopicsAsync();
        server.Kill();
        try
        {
            await using var publisher = NewPublisher();
            foreach (var time in Enumerable.Range(0, 20))
            {
                await publisher.PublishAsync(At(time), Token);
            }
        }
        finally
        {
            server.Restart();
        }

        await PublishAsync(20);

        Assert.Equal(Enumerable.Range(0, 21), (await ReadAsync(21)).Times);
    }

    private static Headers Typed(string type) => new() { { "ce_type", Encoding.UTF8.GetBytes(type) } };

    private static string Text(ConsumeResult<byte[], byte[]> letter, string header) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(header));

    private Task EnsureTopicsAsync() => server.EnsureTopicsAsync(_options);

    private KafkaPublisher NewPublisher() =>
        new(KafkaServer.Clients(_options), _options, _spool, TimeProvider.System, NullLogger<KafkaPublisher>.Instance);

    private KafkaEventSource NewSource() =>
        new(KafkaServer.Clients(_options), _options, TimeProvider.System, NullLogger<KafkaEventSource>.Instance);

    private IProducer<byte[], byte[]> Producer() =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = server.Servers }).Build();

    private async Task PublishAsync(params int[] times)
    {
        await using var publisher = NewPublisher();
        foreach (var time in times)
        {
            await publisher.PublishAsync(At(time), Token);
        }

        await publisher.FlushAsync(Token).WaitAsync(Patience, Token);
    }

    private static async Task PublishLargeAsync(KafkaPublisher publisher, int from, int to)
    {
        for (var time = from; time < to; time++)
        {
            var observed = Matching.Faces.Observed(time) with { Crop = new byte[8000] };
            await publisher.PublishAsync(observed, Token);
        }
    }

    private async Task<Reading> ReadAsync(int count, Func<long, ReadingProgress>? state = null, Action<ICameraEvent>? onEvent = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(Patience);
        var reading = new Reading();
        await NewSource().ReadAsync(
            (_, progress) =>
            {
                reading.Opened.Enqueue(progress);
                return new Recorder(@event =>
                {
                    onEvent?.Invoke(@event);
                    reading.Read.Enqueue(@event);
                }, _ =>
                {
                    if (reading.Read.Count == count)
                    {
                        stop.CancelAfter(TimeSpan.FromSeconds(1)); // nothing more may follow
                    }
                }) { State = state ?? (done => new(done, done, [])) };
            }, stop.Token);
        return reading;
    }

    private List<ConsumeResult<byte[], byte[]>> DeadLetters(int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = server.Servers, GroupId = "letters" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = KafkaTopics.DeadLettersOf(new KafkaTopics(_options.Prefix).Observed);
        var partitions = admin.GetMetadata(topic, Patience).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException("No dead letter came."))];
    }

    private sealed class Reading
    {
        public ConcurrentQueue<ICameraEvent> Read { get; } = [];

        public ConcurrentQueue<ReadingProgress> Opened { get; } = [];

        public IReadOnlyList<ICameraEvent> Events => [.. Read];

        public IEnumerable<int> Times => Read.Select(@event => (int)((CameraProgressed)@event).MediaTime.TotalSeconds);
    }
}
