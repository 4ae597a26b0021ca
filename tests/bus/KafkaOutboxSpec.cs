using System.Globalization;
using Analytics.Bus;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Analytics.Tests.Bus;

public sealed class KafkaOutboxSpec
{
    private const int Limit = 10_000;
    private readonly LimitedTopic _topic = new(Limit);
    private readonly Lines _log = new();

    [Fact]
    public void Messages_of_a_batch_that_is_too_large_are_sent_again_one_by_one()
    {
        using var outbox = NewOutbox();
        Send(outbox, 0, 10, 4000);
        _topic.Send();
        Assert.Empty(_topic.Taken);
        Assert.True(outbox is { IsBroken: true, IsRefused: true, IsEmpty: false });

        outbox.Rebuild();

        Assert.Equal(Enumerable.Range(0, 10), _topic.Taken.Select(id => int.Parse(id, CultureInfo.InvariantCulture)));
        Assert.True(outbox is { IsBroken: false, IsEmpty: true });
        Assert.Empty(_log.Of(LogLevel.Error));
    }

    [Fact]
    public void Only_what_is_alone_too_large_is_lost_and_named_with_its_camera_its_size_and_the_limit()
    {
        using var outbox = NewOutbox();
        Send(outbox, 0, 1, 4000);
        Send(outbox, 1, 1, 12_000);
        Send(outbox, 2, 1, 4000);
        _topic.Send();

        outbox.Rebuild();

        Assert.Equal(["0", "2"], _topic.Taken);
        var line = Assert.Single(_log.Of(LogLevel.Error));
        Assert.Contains("camera 'door'", line, StringComparison.Ordinal);
        Assert.Contains("/1'", line, StringComparison.Ordinal);
        Assert.Contains($"which takes {Limit}. Raise max.message.bytes", line, StringComparison.Ordinal);
        Assert.True(outbox.IsEmpty);
    }

    [Fact]
    public void Once_all_is_through_it_goes_back_to_batches_of_half_the_size()
    {
        using var outbox = NewOutbox();
        Send(outbox, 0, 10, 4000);
        _topic.Send();
        outbox.Rebuild();
        Assert.True(outbox.CanBatchAgain);

        outbox.Rebuild();
        Send(outbox, 10, 1, 4000);
        _topic.Send();

        Assert.Equal([1_000_000, null, 500_000], _topic.Batches);
        Assert.Equal(11, _topic.Taken.Count);
        Assert.False(outbox.CanBatchAgain);
    }

    private KafkaOutbox NewOutbox() => new(_topic.Open, _ => Limit, 1 << 20, _log);

    private static void Send(KafkaOutbox outbox, int from, int count, int bytes)
    {
        for (var id = from; id < from + count; id++)
        {
            var observed = Matching.Faces.Observed(1) with { Id = id.ToString(CultureInfo.InvariantCulture), Crop = new byte[bytes] };
            Assert.True(outbox.TrySend(KafkaRecord.Of(observed, new KafkaTopics("spec"), DateTimeOffset.UnixEpoch), spooled: false));
        }
    }
}
