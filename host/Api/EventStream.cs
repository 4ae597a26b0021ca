using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Analytics.Contracts;
using Analytics.Host.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Analytics.Host.Api;

/// <summary>What happens at the site, as server-sent events.</summary>
internal sealed class EventStream(SiteBoard board, TimeProvider time, IHostApplicationLifetime host)
{
    /// <summary>A <see cref="CameraStatusView"/>.</summary>
    public const string Camera = "camera";

    /// <summary>An <see cref="AlertView"/>.</summary>
    public const string Alert = "alert";

    /// <summary>A <see cref="HeartbeatView"/>: once it is heard, nothing that happens is missed.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Proxies close what is silent for a minute, some for half of it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private enum Turn
    {
        News,
        Silence,
        End,
    }

    /// <summary>A heartbeat, then what happens, until the client goes or the process is to end.</summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        await using var news = board.ListenAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var next = news.MoveNextAsync().AsTask();
        try
        {
            for (var turn = Turn.Silence; turn != Turn.End; turn = await TurnAsync(next, stop.Token))
            {
                if (turn == Turn.Silence)
                {
                    yield return new(JsonSerializer.Serialize(new(time.GetUtcNow()), ApiJson.Default.HeartbeatView), Heartbeat);
                    continue;
                }

                yield return Item(news.Current);
                next = news.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
        Alert alert => new(JsonSerializer.Serialize(AlertView.Of(alert), ApiJson.Default.AlertView), Alert),
        _ => throw new ArgumentOutOfRangeException(nameof(news), news, "The board tells of cameras and alerts."),
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
    /// beginning and while nothing happens. Who listens too slowly misses the oldest.
    /// </remarks>
    internal static ServerSentEventsResult<string> Follow(EventStream events, CancellationToken stop) =>
        TypedResults.ServerSentEvents(events.FollowAsync(stop));
}
