using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Analytics.Alerts;
using Analytics.Contracts;
using Analytics.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Api;

/// <summary>What happens at the site, as server-sent events.</summary>
public sealed class EventStream(SiteBoard board, TimeProvider time, IHostApplicationLifetime host, ILogger<EventStream> logger)
{
    /// <summary>A <see cref="CameraStatusView"/>.</summary>
    public const string Camera = "camera";

    /// <summary>An <see cref="AlertView"/>.</summary>
    public const string Alert = "alert";

    /// <summary>A <see cref="HeartbeatView"/>: once it is received, nothing that happens is missed.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Proxies close what is silent for a minute, some for half of it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take over one event before it is dropped: what it does not read would stay in memory.</summary>
    public static readonly TimeSpan TakeLimit = TimeSpan.FromSeconds(15);

    private enum Turn
    {
        News,
        Silence,
        End,
    }

    /// <summary>A heartbeat, then what happens, until the client goes or the process is to end.</summary>
    /// <param name="drop">Ends the connection of a client that does not read.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(Action drop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var late = time.CreateTimer(_ => Drop(drop), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        await using var news = board.ListenAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var next = news.MoveNextAsync().AsTask();
        try
        {
            for (var turn = Turn.Silence; turn != Turn.End; turn = await TurnAsync(next, stop.Token))
            {
                // Until the next turn begins the client takes what it is sent.
                late.Change(TakeLimit, Timeout.InfiniteTimeSpan);
                yield return turn == Turn.Silence ? Beat() : Item(news.Current);
                late.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                next = turn == Turn.Silence ? next : news.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private SseItem<string> Beat() => new(JsonSerializer.Serialize(new(time.GetUtcNow()), ApiJson.Default.HeartbeatView), Heartbeat);

    private void Drop(Action drop)
    {
        logger.LogWarning("Dropped a client of the event stream: it has read nothing for {Seconds:0} s", TakeLimit.TotalSeconds);
        drop();
    }

    private async Task<Turn> TurnAsync(Task<bool> next, CancellationToken stop)
    {
        try
        {
            return await next.WaitAsync(Period, time, stop) ? Turn.News : Turn.End;
        }
        catch (TimeoutException)
        {
            return Turn.Silence;
        }
        catch (OperationCanceledException)
        {
            return Turn.End;
        }
    }

    private static SseItem<string> Item(object news) => news switch
    {
        CameraStatus status => new(JsonSerializer.Serialize(CameraStatusView.Of(status), ApiJson.Default.CameraStatusView), Camera),
        Alert alert => new(JsonSerializer.Serialize(AlertView.Of(alert), AlertJson.Default.AlertView), Alert),
        _ => throw new ArgumentOutOfRangeException(nameof(news), news, "The board reports cameras and alerts."),
    };
}

/// <summary><c>/api/v1/events</c>.</summary>
internal static class EventEndpoints
{
    /// <summary>Maps it.</summary>
    public static void MapEvents(this RouteGroupBuilder api) => api.MapGet("/events", Follow).WithName("followEvents").WithTags("events");

    /// <summary>What happens at the site, as it happens.</summary>
    /// <remarks>
    /// Events 'camera' (CameraStatusView, about once a second for each camera), 'alert' (AlertView), and 'heartbeat' (HeartbeatView) at the
    /// beginning and while nothing happens. A slow client misses the oldest events; a client that does not read is dropped.
    /// </remarks>
    internal static ServerSentEventsResult<string> Follow(EventStream events, HttpContext context, CancellationToken stop) =>
        TypedResults.ServerSentEvents(events.FollowAsync(context.Abort, stop));
}
