using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Analytics.Bus;
using Analytics.Contracts;
using Confluent.Kafka.Admin;
using Xunit;

namespace Analytics.Tests.Bus;

[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class KafkaBusSpec(KafkaServer server, FolderFixture folder) : EventSourceSpec, IClassFixture<FolderFixture>
{
    private readonly KafkaRig _rig = new(server, folder.Create(Guid.NewGuid().ToString("N")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected override async Task<TestedBus> OpenAsync()
    {
        await _rig.EnsureTopicsAsync();
        var publisher = _rig.NewPublisher();
        return new(publisher, _rig.NewSource(), publisher.DisposeAsync);
    }

    [Fact]
    public async Task What_was_done_is_not_read_again_and_what_is_open_is_read_from_its_beginning()
    {
        await _rig.EnsureTopicsAsync();
        await _rig.PublishAsync(0, 1, 2, 3, 4);
        var first = await _rig.ReadAsync(5, done => new(Math.Min(done, 3), done, ["x/Early"]));
        Assert.Equal([0, 1, 2, 3, 4], first.Times);

        await _rig.PublishAsync(5);
        var second = await _rig.ReadAsync(3);

        Assert.Equal([3, 4, 5], second.Times);
        Assert.Contains(second.Opened, progress => progress is { From: 3, Done: 5, Reported: ["x/Early"] });
    }

    [Fact]
    public async Task An_event_that_was_sent_twice_is_read_once_and_counted()
    {
        ConcurrentDictionary<string, long> counted = [];
        using var listener = Hear((instrument, value) => counted.AddOrUpdate(instrument, value, (_, sum) => sum + value));
        await _rig.EnsureTopicsAsync();
        await _rig.PublishAsync(0, 1, 0, 1, 2);

        Assert.Equal([0, 1, 2], (await _rig.ReadAsync(3)).Times);
        Assert.Equal(
            [("analytics.bus.consumed", 3), ("analytics.bus.delivered", 5), ("analytics.bus.duplicates", 2)],
            counted.OrderBy(counter => counter.Key, StringComparer.Ordinal).Select(counter => (counter.Key, counter.Value)));
    }

    [Fact]
    public async Task A_batch_above_the_limit_of_its_topic_costs_no_message_that_fits()
    {
        server.SkipUnlessReal();
        await _rig.EnsureTopicsAsync();
        using (var admin = KafkaServer.Clients(_rig.Options).Admin())
        {
            await admin.IncrementalAlterConfigsAsync(new()
            {
                [new() { Type = ResourceType.Topic, Name = new KafkaTopics(_rig.Options.Prefix).Observed }] =
                    [new ConfigEntry { Name = "max.message.bytes", Value = "20000", IncrementalOperation = AlterConfigOpType.Set }],
            });
        }

        var random = new Random(1);
        await using var publisher = _rig.NewPublisher();
        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[i == 50 ? 25_000 : 4000];
            random.NextBytes(noise);
            await publisher.PublishAsync(Matching.Faces.Observed(i) with { Crop = noise }, Token);
        }

        await publisher.FlushAsync(Token).WaitAsync(KafkaRig.Timeout, Token);
        var read = await _rig.ReadAsync(199);

        Assert.Equal(
            Enumerable.Range(0, 200).Where(i => i != 50),
            read.Events.Cast<FaceObserved>().Select(observed => (int)observed.MediaTime.TotalSeconds).Order());
    }

    [Fact]
    public async Task A_file_that_is_read_again_is_heard_again_while_the_same_event_is_not()
    {
        await _rig.EnsureTopicsAsync();
        CameraProgressed first = new(new("door"), new(100), TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch),
            again = first with { Epoch = new(200) };
        await using (var publisher = _rig.NewPublisher())
        {
            foreach (var @event in (CameraProgressed[])[first, first, again, again])
            {
                await publisher.PublishAsync(@event, Token);
            }
        }

        Assert.Equal([first, again], (await _rig.ReadAsync(2)).Events);
    }

    [Fact]
    public async Task A_reader_that_is_slow_gets_all_in_order_and_holds_up_nobody_else()
    {
        await _rig.EnsureTopicsAsync();
        int[] times = [.. Enumerable.Range(0, 1500)];
        await _rig.PublishAsync(times);
        await using (var publisher = _rig.NewPublisher())
        {
            foreach (var camera in Enumerable.Range(0, 20)) // some of them lie in other partitions than the door
            {
                await publisher.PublishAsync(At(0, $"camera {camera}"), Token);
            }
        }

        using var gate = new ManualResetEventSlim();
        var doors = 0;
        var read = await _rig.ReadAsync(1520, onEvent: @event =>
        {
            if (@event.Camera.Value == "door" && ++doors == 1)
            {
                Assert.True(gate.Wait(KafkaRig.Timeout));
            }
            else if (@event.Camera.Value != "door")
            {
                gate.Set();
            }
        });

        Assert.Equal(
            times, read.Events.Cast<CameraProgressed>().Where(at => at.Camera.Value == "door")
                .Select(at => (int)at.MediaTime.TotalSeconds));
        Assert.Equal(1520, read.Events.Count);
    }

    [Fact]
    public async Task An_observation_comes_back_with_its_trace()
    {
        await _rig.EnsureTopicsAsync();
        var trace = new System.Diagnostics.ActivityContext(
            System.Diagnostics.ActivityTraceId.CreateRandom(), System.Diagnostics.ActivitySpanId.CreateRandom(),
            System.Diagnostics.ActivityTraceFlags.Recorded);
        var observed = Matching.Faces.Observed(1) with { Trace = trace };
        await using (var publisher = _rig.NewPublisher())
        {
            await publisher.PublishAsync(observed, Token);
        }

        var read = Assert.IsType<FaceObserved>((await _rig.ReadAsync(1)).Events.Single());

        Assert.Equal(observed.Id, read.Id);
        Assert.Equal((trace.TraceId, trace.SpanId, trace.TraceFlags), (read.Trace.TraceId, read.Trace.SpanId, read.Trace.TraceFlags));
    }

    [Fact]
    public async Task While_the_broker_is_away_events_wait_on_disk_and_follow_in_order()
    {
        var size = 0L;
        using var listener = Hear((instrument, value) => size = instrument == BusTelemetry.SpoolSize.Name ? value : size);
        await _rig.EnsureTopicsAsync();
        await using var publisher = _rig.NewPublisher(windowMegabytes: 1);
        await PublishLargeAsync(publisher, 0, 10);
        server.Kill();
        try
        {
            await PublishLargeAsync(publisher, 10, 300);
            Assert.InRange(publisher.Waiting, 1, 290);
            Assert.NotEqual(0, Interlocked.Read(ref size));
        }
        finally
        {
            server.Restart();
        }

        await PublishLargeAsync(publisher, 300, 310);
        await publisher.FlushAsync(Token).WaitAsync(KafkaRig.Timeout, Token);

        Assert.Equal(0, publisher.Waiting);
        Assert.Equal(0, Interlocked.Read(ref size));
        var read = await _rig.ReadAsync(310);
        Assert.Equal(Enumerable.Range(0, 310), read.Events.Cast<FaceObserved>().Select(face => (int)face.MediaTime.TotalSeconds));
    }

    [Fact]
    public async Task Cameras_that_wait_for_room_go_on_in_order_as_soon_as_there_is_some()
    {
        await _rig.EnsureTopicsAsync();
        await using (var publisher = _rig.NewPublisher(windowMegabytes: 1, spoolAfter: TimeSpan.FromMinutes(1)))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(camera => Task.Run(async () =>
            {
                for (var time = 0; time < 100; time++)
                {
                    await publisher.PublishAsync(Large(time) with { Camera = new($"camera {camera}"), Id = $"{camera}/{time}" }, Token);
                }
            }))).WaitAsync(TimeSpan.FromSeconds(30), Token);
            Assert.Equal(0, publisher.Waiting);
            await publisher.FlushAsync(Token).WaitAsync(KafkaRig.Timeout, Token);
        }

        var read = await _rig.ReadAsync(800);
        Assert.All(
            read.Events.GroupBy(@event => @event.Camera),
            camera => Assert.Equal(Enumerable.Range(0, 100), camera.Cast<FaceObserved>().Select(face => (int)face.MediaTime.TotalSeconds)));
        Assert.Equal(800, read.Events.Count);
    }

    [Fact]
    public async Task What_the_broker_did_not_take_before_the_end_of_the_process_is_sent_by_the_next_one()
    {
        await _rig.EnsureTopicsAsync();
        server.Kill();
        try
        {
            await using var publisher = _rig.NewPublisher();
            foreach (var time in Enumerable.Range(0, 20))
            {
                await publisher.PublishAsync(At(time), Token);
            }
        }
        finally
        {
            server.Restart();
        }

        await _rig.PublishAsync(20);

        Assert.Equal(Enumerable.Range(0, 21), (await _rig.ReadAsync(21)).Times);
    }

    private static MeterListener Hear(Action<string, long> take)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, heard) =>
            {
                if (instrument.Meter == BusTelemetry.Meter)
                {
                    heard.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => take(instrument.Name, value));
        listener.Start();
        return listener;
    }

    private static async Task PublishLargeAsync(KafkaPublisher publisher, int from, int to)
    {
        for (var time = from; time < to; time++)
        {
            await publisher.PublishAsync(Large(time), Token);
        }
    }

    private static FaceObserved Large(int time) => Matching.Faces.Observed(time) with { Crop = new byte[8000] };
}
