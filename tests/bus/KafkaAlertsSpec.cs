using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Analytics.Bus;
using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Bus;

/// <summary>Alerts on their way through Kafka.</summary>
[Collection(nameof(KafkaServer))]
[FullTier]
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
            (alert, _) =>
            {
                heard.Enqueue(alert.Id);
                return ValueTask.CompletedTask;
            },
            stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(2), Token); // it has asked more than once by now
        await server.EnsureTopicsAsync(options);

        using KafkaAlertSender sender = new(clients, options, TimeProvider.System, NullLogger<KafkaAlertSender>.Instance);
        var alert = AlertWith([1]);
        List<string> sent = [];
        while (heard.IsEmpty && sent.Count < 100)
        {
            sent.Add(sent.Count.ToString(CultureInfo.InvariantCulture));
            await sender.SendAsync(alert with { Id = sent[^1] }, Token);
            await Task.Delay(100, Token);
        }

        await Task.WhenAll(
            Enumerable.Range(100, 20).Select(i => sender.SendAsync(alert with { Id = i.ToString(CultureInfo.InvariantCulture) }, Token)));
        Assert.True(SpinWait.SpinUntil(() => heard.Contains("119"), KafkaRig.Timeout));
        await stop.CancelAsync();
        await following;

        Assert.Equal(sent.SkipWhile(id => id != heard.First()).Count() + 20, heard.Distinct().Count());
        Assert.Equal(heard.Distinct(), heard);
    }

    [Fact]
    public async Task An_alert_that_the_broker_never_takes_does_not_hold_up_the_next()
    {
        server.SkipUnlessReal();
        var options = server.NewOptions();
        await server.EnsureTopicsAsync(options);
        var clients = KafkaServer.Clients(options);
        using (var admin = clients.Admin())
        {
            await admin.IncrementalAlterConfigsAsync(new()
            {
                [new ConfigResource { Type = ResourceType.Topic, Name = new KafkaTopics(options.Prefix).Alerts }] =
                    [new ConfigEntry { Name = "max.message.bytes", Value = "2000", IncrementalOperation = AlterConfigOpType.Set }],
            });
        }

        ConcurrentQueue<string> heard = [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sharing = new KafkaAlertFeed(clients, options, NullLogger<KafkaAlertFeed>.Instance).ShareAsync(
            "spec",
            (alert, _) =>
            {
                heard.Enqueue(alert.Id);
                return ValueTask.CompletedTask;
            },
            stop.Token);
        using KafkaAlertSender sender = new(clients, options, TimeProvider.System, NullLogger<KafkaAlertSender>.Instance);
        var noise = new byte[6000];
        new Random(1).NextBytes(noise);

        await sender.SendAsync(AlertWith(noise) with { Id = "large" }, Token).WaitAsync(KafkaRig.Timeout, Token);
        await sender.SendAsync(AlertWith([1]) with { Id = "small" }, Token).WaitAsync(KafkaRig.Timeout, Token);

        Assert.True(SpinWait.SpinUntil(() => !heard.IsEmpty, KafkaRig.Timeout));
        await stop.CancelAsync();
        await sharing;
        Assert.Equal(["small"], heard);
    }

    [Fact]
    public async Task An_alert_that_was_given_up_is_not_acknowledged_and_comes_again()
    {
        var options = server.NewOptions();
        await server.EnsureTopicsAsync(options);
        var clients = KafkaServer.Clients(options);
        KafkaAlertFeed feed = new(clients, options, NullLogger<KafkaAlertFeed>.Instance);
        using KafkaAlertSender sender = new(clients, options, TimeProvider.System, NullLogger<KafkaAlertSender>.Instance);
        await sender.SendAsync(AlertWith([1]) with { Id = "written" }, Token).WaitAsync(KafkaRig.Timeout, Token);
        await sender.SendAsync(AlertWith([1]) with { Id = "held" }, Token).WaitAsync(KafkaRig.Timeout, Token);

        var held = new TaskCompletionSource();
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var sharing = feed.ShareAsync(
                "held",
                async (alert, cancellationToken) =>
                {
                    if (alert.Id == "held")
                    {
                        held.SetResult();
                        await Task.Delay(Timeout.Infinite, cancellationToken); // a full disk
                    }
                },
                stop.Token);
            await held.Task.WaitAsync(KafkaRig.Timeout, Token);
            await stop.CancelAsync();
            await sharing.WaitAsync(KafkaRig.Timeout, Token);
        }

        ConcurrentQueue<string> heard = [];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var again = feed.ShareAsync(
            "held",
            (alert, _) =>
            {
                heard.Enqueue(alert.Id);
                return ValueTask.CompletedTask;
            },
            over.Token);
        Assert.True(SpinWait.SpinUntil(() => !heard.IsEmpty, KafkaRig.Timeout));
        await over.CancelAsync();
        await again;

        Assert.Equal(["held"], heard);
    }

    [Fact]
    public async Task What_is_done_with_an_alert_belongs_to_the_trace_that_it_came_from()
    {
        server.SkipUnlessReal();
        var options = server.NewOptions();
        await server.EnsureTopicsAsync(options);
        using ActivitySource source = new("spec");
        var bus = BusTelemetry.Source; // made before anybody asks whether to listen to it
        using ActivityListener listener = new()
        {
            ShouldListenTo = heard => heard == source || heard == bus,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var clients = KafkaServer.Clients(options);
        using KafkaAlertSender sender = new(clients, options, TimeProvider.System, NullLogger<KafkaAlertSender>.Instance);
        ActivityContext alertSpan;
        using (var span = source.StartActivity("alert"))
        {
            alertSpan = span!.Context;
            await sender.SendAsync(AlertWith([1]) with { Id = "traced" }, Token);
        }

        var taken = new TaskCompletionSource<Activity?>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sharing = new KafkaAlertFeed(clients, options, NullLogger<KafkaAlertFeed>.Instance).ShareAsync(
            "traced",
            (_, _) =>
            {
                taken.SetResult(Activity.Current);
                return ValueTask.CompletedTask;
            },
            stop.Token);
        var current = await taken.Task.WaitAsync(KafkaRig.Timeout, Token);
        await stop.CancelAsync();
        await sharing;

        Assert.NotNull(current);
        Assert.Equal(
            ("alert.receive", alertSpan.TraceId, alertSpan.SpanId), (current.OperationName, current.TraceId, current.ParentSpanId));
    }

    [Fact]
    public async Task How_far_a_group_came_is_found_behind_all_that_others_have_written_since()
    {
        server.SkipUnlessReal();
        var options = server.NewOptions(partitions: 1);
        await server.EnsureTopicsAsync(options);
        var (clients, topic) = (KafkaServer.Clients(options), new KafkaTopics(options.Prefix).Progress);
        using KafkaProgress ours = new(clients, topic, "ours"), theirs = new(clients, topic, "theirs");
        await ours.WriteAsync(0, new ReadingProgress(3, 7, ["a/Early"]));
        await Task.WhenAll(Enumerable.Range(0, 1500).Select(i => theirs.WriteAsync(0, new(i, i, []))));

        var known = Assert.Single(ours.Read([0]));

        Assert.Equal((0, 3, 7), (known.Key, known.Value.From, known.Value.Done));
        Assert.Equal(["a/Early"], known.Value.Reported);
        Assert.Empty(new KafkaProgress(clients, topic, "nobody").Read([0]));
    }

    private static Alert AlertWith(byte[] crop) => SampleAlert.Ann with { Crop = crop };
}
