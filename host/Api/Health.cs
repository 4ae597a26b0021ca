using Analytics.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.Api;

/// <summary>Something that a node needs before it can do its work.</summary>
public interface IReadinessCheck
{
    /// <summary>What is checked, a word.</summary>
    string Name { get; }

    /// <summary>Why the node cannot do its work; none when it can. Anybody may read it: it holds no secret.</summary>
    ValueTask<string?> FaultAsync(CancellationToken cancellationToken);
}

/// <summary>How a node is, for what runs it; without a token.</summary>
public static class Health
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Maps <c>/healthz/live</c>, which whoever can answer answers with 200, and <c>/healthz/ready</c>, 200 when each
    /// <see cref="IReadinessCheck"/> that is registered passes within two seconds, else 503.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithTags("health");
        health.MapGet("/live", Live).WithName("isLive").Produces<LivenessView>();
        health.MapGet("/ready", ReadyAsync).WithName("isReady")
            .Produces<ReadinessView>().Produces<ReadinessView>(StatusCodes.Status503ServiceUnavailable);
        return app;
    }

    /// <summary>Whether the process answers.</summary>
    internal static JsonHttpResult<LivenessView> Live() => TypedResults.Json(new LivenessView(true), ApiJson.Default.LivenessView);

    /// <summary>Whether the node can do its work.</summary>
    internal static async Task<JsonHttpResult<ReadinessView>> ReadyAsync(
        IEnumerable<IReadinessCheck> checks, HttpContext context, CancellationToken stop)
    {
        var time = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        var views = await Task.WhenAll(checks.Select(check => RunAsync(check, time, stop)));
        var ready = views.All(view => view.Fault is null);
        return TypedResults.Json(
            new ReadinessView(ready, views), ApiJson.Default.ReadinessView,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    // Not on this thread: a check may block before it is asynchronous.
    private static async Task<CheckView> RunAsync(IReadinessCheck check, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var fault = await Task.Run(() => check.FaultAsync(both.Token).AsTask(), both.Token).WaitAsync(both.Token);
            return new CheckView(check.Name, fault is null ? null : Masking.Apply(fault));
        }
        catch (UserErrorException fault)
        {
            return new CheckView(check.Name, Masking.Apply(fault.Message));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new CheckView(check.Name, $"no answer within {Limit.TotalSeconds:0} s");
        }
    }
}
