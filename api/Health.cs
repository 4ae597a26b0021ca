using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Api;

/// <summary>How a node is, for what runs it: without a token whether it is well, with one what is amiss.</summary>
public static class Health
{
    /// <summary>Runs the checks, see <see cref="Readiness"/>.</summary>
    /// <param name="services">Takes it; it needs a clock, a log and <see cref="ApiTokens"/>.</param>
    /// <param name="checks">What the node needs to be ready.</param>
    public static IServiceCollection AddHealth(this IServiceCollection services, IEnumerable<IReadinessCheck> checks)
    {
        foreach (var check in checks)
        {
            services.AddSingleton(check);
        }

        return services.AddSingleton<Readiness>().AddHostedService(all => all.GetRequiredService<Readiness>());
    }

    /// <summary>
    /// Maps <c>/healthz/live</c>, which whoever can answer answers with 200, and <c>/healthz/ready</c>, 200 when each
    /// <see cref="IReadinessCheck"/> passed when it last ran, else 503. Both answer from memory: however many ask, nothing else is asked.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithTags("health");
        health.MapGet("/live", Live).WithName("isLive").Produces<LivenessView>();
        health.MapGet("/ready", Ready).WithName("isReady")
            .Produces<ReadinessView>().Produces<ReadinessView>(StatusCodes.Status503ServiceUnavailable);
        return app;
    }

    /// <summary>Whether the process answers.</summary>
    internal static JsonHttpResult<LivenessView> Live() => TypedResults.Json(new LivenessView(true), ApiJson.Default.LivenessView);

    /// <summary>Whether the node can do its work; who shows a token hears what is amiss.</summary>
    internal static JsonHttpResult<ReadinessView> Ready(Readiness readiness, ApiTokens tokens, HttpRequest request)
    {
        var view = readiness.View;
        return TypedResults.Json(
            tokens.RightOf(request.Headers.Authorization) == ApiRight.None ? view with { Checks = null } : view,
            ApiJson.Default.ReadinessView,
            statusCode: view.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
