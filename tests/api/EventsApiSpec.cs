using System.Net.ServerSentEvents;
using System.Text.Json;
using Analytics.Api;
using Analytics.Contracts;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary><c>/api/v1/events</c>.</summary>
public sealed class EventsApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_comes_in_order_without_pictures_and_credentials()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await using var events = await ListenAsync(api);
        var alert = new Alert
        {
            Id = "a1",
            State = AlertState.Confirmed,
            Person = new PersonId("p1"),
            Camera = new CameraId("gate"),
            Track = new TrackId(7),
            FirstSeen = DateTimeOffset.UnixEpoch,
            LastSeen = DateTimeOffset.UnixEpoch.AddSeconds(2),
            FirstMediaTime = TimeSpan.FromSeconds(1),
            LastMediaTime = TimeSpan.FromSeconds(3),
            Similarity = new Similarity(0.8125f),
            Margin = 0.25f,
            FalseMatchRate = 1e-6,
            Crops = 4,
            Quality = new FaceQuality(0.9f, 100, 0, 0, 0, 0.5f, 120, 0.9f),
            Box = new Box(1, 2, 3, 4),
            Crop = "JPEG of a face"u8.ToArray(),
            Name = "Ann Example",
        };

        api.Board.OnStatus(ApiRig.Status("gate", CameraState.BackingOff, "rtsp://me:hunter2@gate/1 refused"));
        api.Board.OnAlert(alert);
        api.Board.OnStatus(ApiRig.Status("gate"));

        var refused = await NextAsync(events);
        Assert.Equal(("camera", "backing-off"), (refused.EventType, Member(refused, "state")));
        Assert.Equal("rtsp://***@gate/1 refused", Member(refused, "reason"));
        var seen = await NextAsync(events);
        Assert.Equal("alert", seen.EventType);
        Assert.Equal(
            """{"id":"a1","state":"confirmed","person":"Ann Example","personId":"p1","camera":"gate","track":7,"firstSeen":"1970-01-01T00:00:00.000Z","lastSeen":"1970-01-01T00:00:02.000Z","firstMediaTime":1,"lastMediaTime":3,"similarity":0.812,"margin":0.25,"fmr":1E-06,"score":60,"crops":4,"quality":0.9,"box":[1,2,3,4],"snapshot":null}""",
            seen.Data);
        Assert.Equal("streaming", Member(await NextAsync(events), "state"));
    }

    [Fact]
    public async Task A_silent_stream_is_kept_open()
    {
        var time = new FakeTimeProvider();
        await using var api = await ApiRig.StartAsync(folders, time: time);
        await using var events = await ListenAsync(api);

        var next = NextAsync(events);
        var waited = TimeSpan.Zero;
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            waited += TimeSpan.FromSeconds(1);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("heartbeat", (await next).EventType);
        Assert.InRange(waited, EventStream.Period, TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Streams_end_whole_and_at_once_when_the_node_does()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await using var events = await ListenAsync(api);
        await using var others = await ListenAsync(api);

        await api.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.False(await events.MoveNextAsync()); // it would throw were the answer cut short
        Assert.False(await others.MoveNextAsync());
    }

    [Fact]
    public async Task Who_goes_leaves_the_others_their_events()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await using var stays = await ListenAsync(api);
        await (await ListenAsync(api)).DisposeAsync();

        for (var i = 0; i < 50; i++)
        {
            api.Board.OnStatus(ApiRig.Status($"c{i}"));
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"c{i}", Member(await NextAsync(stays), "camera"));
        }
    }

    // The first heartbeat says that nothing is missed from then on.
    private static async Task<IAsyncEnumerator<SseItem<string>>> ListenAsync(ApiRig api)
    {
        var response = await api.AskAsync(HttpMethod.Get, "/api/v1/events");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.Equal("heartbeat", (await NextAsync(events)).EventType);
        return events;
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
        return events.Current;
    }

    private static string? Member(SseItem<string> item, string name) =>
        JsonDocument.Parse(item.Data).RootElement.GetProperty(name).GetString();
}
