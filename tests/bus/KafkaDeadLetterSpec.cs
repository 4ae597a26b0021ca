using System.Text;
using Analytics.Bus;
using Analytics.Contracts;
using Analytics.Contracts.Wire;
using Confluent.Kafka;
using Xunit;
using static Analytics.Tests.Bus.EventSourceSpec;

namespace Analytics.Tests.Bus;

/// <summary>What can never be taken in is put aside, once, and holds nothing up.</summary>
[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class KafkaDeadLetterSpec(KafkaServer server, FolderFixture folder) : IClassFixture<FolderFixture>
{
    private readonly KafkaRig _rig = new(server, folder.Create(Guid.NewGuid().ToString("N")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_can_never_be_read_goes_to_the_dead_letters_with_the_reason_and_holds_nothing_up()
    {
        await _rig.EnsureTopicsAsync();
        using (var producer = Producer())
        {
            var good = KafkaRecord.Of(At(1), new(_rig.Options.Prefix), DateTimeOffset.UnixEpoch).Message;
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
                await producer.ProduceAsync(new KafkaTopics(_rig.Options.Prefix).Observed, message, Token);
            }
        }

        var read = await _rig.ReadAsync(1);

        Assert.Equal([1], read.Times);
        var letters = DeadLetters(4);
        Assert.Equal(4, letters.Count);
        foreach (var (letter, reason) in letters.Zip(
            ["no header 'ce_type'", "not a message of type", "v9' is not an event type", "40000 bytes"]))
        {
            Assert.Contains(reason, Text(letter, DeadLetter.ReasonHeader), StringComparison.Ordinal);
        }

        Assert.All(letters, letter => Assert.Equal($"{_rig.Options.Prefix}.face.observed.v1", Text(letter, DeadLetter.TopicHeader)));
        Assert.Equal("no event"u8.ToArray(), letters[0].Message.Value);
    }

    [Fact]
    public async Task Of_a_message_that_is_too_large_with_its_reason_only_that_is_kept()
    {
        await _rig.EnsureTopicsAsync();
        using (var producer = Producer())
        {
            await producer.ProduceAsync(
                new KafkaTopics(_rig.Options.Prefix).Observed, new() { Key = new byte[999_900], Value = [] }, Token);
        }

        await _rig.PublishAsync(1);

        Assert.Equal([1], (await _rig.ReadAsync(1)).Times);
        var letter = DeadLetters(1)[0];
        Assert.Contains("Too large to keep", Text(letter, DeadLetter.ReasonHeader), StringComparison.Ordinal);
        Assert.Null(letter.Message.Key);
    }

    [Fact]
    public async Task An_event_that_fails_three_times_goes_to_the_dead_letters_and_the_next_is_read()
    {
        await _rig.EnsureTopicsAsync();
        await _rig.PublishAsync(0, 1, 2);
        var tries = 0;

        var read = await _rig.ReadAsync(2, onEvent: @event =>
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
    public async Task What_was_put_aside_is_not_put_aside_again_by_the_next_reader()
    {
        await _rig.EnsureTopicsAsync();
        await _rig.PublishAsync(0, 1, 2);
        string? Unlucky(ICameraEvent @event) => ((CameraProgressed)@event).MediaTime == TimeSpan.FromSeconds(0) ? null : "unlucky";
        var first = await _rig.ReadAsync(1, done => new(0, done, []), fault: Unlucky);
        Assert.Equal([0], first.Times);
        Assert.Equal(2, DeadLetters(2).Count);

        await _rig.PublishAsync(3);
        var second = await _rig.ReadAsync(1, fault: Unlucky);

        Assert.Contains(second.Opened, progress => progress is { From: 0, Done: 3 });
        Assert.Equal(3, DeadLetters(3).Count);
        Assert.Equal(["1/1", "1/2", "1/3"], DeadLetters(3).Select(letter => $"1/{Text(letter, DeadLetter.PlaceHeader).Split('/')[1]}"));
    }

    private static Headers Typed(string type) => new() { { "ce_type", Encoding.UTF8.GetBytes(type) } };

    private static string Text(ConsumeResult<byte[], byte[]> letter, string header) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(header));

    private IProducer<byte[], byte[]> Producer() =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = server.Servers }).Build();

    private List<ConsumeResult<byte[], byte[]>> DeadLetters(int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = server.Servers, GroupId = "letters" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = KafkaTopics.DeadLettersOf(new KafkaTopics(_rig.Options.Prefix).Observed);
        var partitions = admin.GetMetadata(topic, KafkaRig.Timeout).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        return [.. Enumerable.Range(0, count)
            .Select(_ => consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException("No dead letter came."))];
    }
}
