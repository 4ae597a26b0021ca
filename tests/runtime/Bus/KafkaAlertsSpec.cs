using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Bus.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Runtime.Bus;

/// <summary>Alerts on their way through Kafka.</summary>
[Collection(nameof(KafkaServer))]
public sealed class KafkaAlertsSpec(KafkaServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_follows_alerts_before_there_is_a_topic_hears_those_that_come_once_there_is_one()
    {
        server.SkipUnlessReal();
        var options = server.NewOptions();
        var clients = KafkaServer.Clients(options);
        ConcurrentQueue<string> heard = [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = new KafkaAlertFeed(clients, options, NullLogger<KafkaAlertFeed>.Instance).FollowAsync(
            alert =>
            {
                heard.Enqueue(alert.Id);
                return ValueTask.CompletedTask;
            },
            stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(2), Token); // it has asked more than once by now
        await server.EnsureTopicsAsync(options);

        using KafkaAlertSender sender = new(clients, options, TimeProvider.System, NullLogger<KafkaAlertSender>.Instance);
        var alert = new Alert(
            "", AlertState.Early, new("ann"), new("gate"), new(7), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, TimeSpan.Zero, TimeSpan.Zero,
            new(0.8f), 0.2f, null, 3, new FaceQuality(1, 100, 0, 0, 0, 0.5f, 120, 1), new Box(1, 2, 3, 4), new byte[] { 1 });
        List<string> sent = [];
        while (heard.IsEmpty && sent.Count < 100)
        {
            sent.Add(sent.Count.ToString(CultureInfo.InvariantCulture));
            await sender.SendAsync(alert with { Id = sent[^1] }, Token);
            await Task.Delay(100, Token);
        }

        await Task.WhenAll(Enumerable.Range(100, 20).Select(i => sender.SendAsync(alert with { Id = i.ToString(CultureInfo.InvariantCulture) }, Token)));
        Assert.True(SpinWait.SpinUntil(() => heard.Contains("119"), KafkaRig.Patience));
        await stop.CancelAsync();
        await following;

        Assert.Equal(sent.SkipWhile(id => id != heard.First()).Count() + 20, heard.Distinct().Count());
        Assert.Equal(heard.Distinct(), heard);
    }
}
