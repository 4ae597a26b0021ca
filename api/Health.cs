using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Api;

/// <summary>How a node is, for what runs it: without a token whether it is well, with one what is amiss.</summary>
public static class Health
{
    /// <summary>How often each check runs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds ASP.NET's health checks. They run by themselves, each at its own pace (<see cref="AddBounded"/>). A request gets the last
    /// result, so many requests do not make the checks run more often.
    /// </summary>
    public static IHealthChecksBuilder AddHealth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HealthBoard>().AddSingleton<IHealthCheckPublisher>(all => all.GetRequiredService<HealthBoard>());
        services.Configure<HealthCheckPublisherOptions>(publishing => publishing.Delay = TimeSpan.Zero);
        return services.AddHealthChecks();
    }

    /// <summary>
    /// Adds a check that may hang: it counts as failed after a while, holds up no other, and does not begin again before it ends.
    /// </summary>
    /// <param name="health">Takes it.</param>
    /// <param name="name">What is checked, a word.</param>
    /// <param name="fault">Why the node cannot do its work; none when it can. It holds no secret, but says what the site is made
    /// of.</param>
    /// <param name="interval">How often it runs, a second or more; by default <see cref="Interval"/>.</param>
    public static IHealthChecksBuilder AddBounded(
        this IHealthChecksBuilder health, string name, Func<CancellationToken, ValueTask<string?>> fault, TimeSpan? interval = null)
    {
        BoundedCheck check = new(fault);
        return health.Add(new HealthCheckRegistration(name, check, HealthStatus.Unhealthy, tags: null)
        {
            Delay = TimeSpan.Zero,
            Period = interval ?? Interval,
        });
    }

    /// <summary>
    /// Maps <c>/healthz/live</c>, which a process that works answers with 200, and <c>/healthz/ready</c>, 200 when each check passed when
    /// it last ran, else 503. Both answer from memory and take no token.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithTags("health").AllowAnonymous();
        health.MapGet("/live", Live).WithName("isLive").Produces<LivenessView>();
        health.MapGet("/ready", Ready).WithName("isReady")
            .Produces<ReadinessView>().Produces<ReadinessView>(StatusCodes.Status503ServiceUnavailable);
        return app;
    }

    /// <summary>Whether the process answers.</summary>
    internal static JsonHttpResult<LivenessView> Live() => TypedResults.Json(new LivenessView(true), ApiJson.Default.LivenessView);

    /// <summary>Whether the node can do its work; a request with a token gets what is amiss.</summary>
    internal static JsonHttpResult<ReadinessView> Ready(HealthBoard board, ApiTokens tokens, HttpRequest request)
    {
        var view = board.View;
        return TypedResults.Json(
            tokens.RightOf(request.Headers.Authorization) == ApiRight.None ? view with { Checks = null } : view,
            ApiJson.Default.ReadinessView,
            statusCode: view.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
