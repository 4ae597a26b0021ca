using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Alerts;
using Analytics.Contracts;
using Analytics.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Api;

/// <summary>The HTTP API of a site.</summary>
public static class ApiHosting
{
    /// <summary>
    /// What the API needs, beside the site itself: <see cref="Store.CameraRegister"/>, <see cref="Site.SiteBoard"/> and
    /// <see cref="Site.ISiteNodes"/>, and <see cref="Ingest.IngestOptions"/>.
    /// </summary>
    /// <param name="services">Takes it.</param>
    /// <param name="options">Where it listens, and its tokens.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="FailureException">A token cannot be read or made, or one must be set and is not.</exception>
    public static IServiceCollection AddApi(
        this IServiceCollection services, ApiOptions options, string data, Func<string, string?> variable) =>
        services.AddApi(options, data, variable, new HttpLimits());

    /// <inheritdoc cref="AddApi(IServiceCollection, ApiOptions, string, Func{string, string})"/>
    internal static IServiceCollection AddApi(
        this IServiceCollection services, ApiOptions options, string data, Func<string, string?> variable, HttpLimits limits)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(ApiTokens.Load(options, data, variable));
        services.AddSingleton<EventStream>().AddSingleton<SiteCameras>();
        TokenAuthentication.AddTo(services);
        services.AddHttpLimits(limits);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Strict(json.SerializerOptions));
        return services.AddOpenApi("v1", ApiDocument.Describe);
    }

    /// <summary>Maps <c>/api/v1</c> and <c>/openapi/v1.json</c>, with rights, limits and answers to faults.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.OfFaultAsync,
            SuppressDiagnosticsCallback = fault => Problems.IsExpected(fault.Exception),
        });
        app.UseStatusCodePages(Problems.OfStatusAsync);
        TokenAuthentication.Use(app);
        app.UseRateLimiter();
        app.MapOpenApi();
        var api = app.MapGroup("/api/v1").Fails(
            StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status500InternalServerError,
            StatusCodes.Status503ServiceUnavailable);
        api.MapCameras();
        api.MapCluster();
        api.MapEvents();
        return app;
    }

    /// <summary>Writes into the document that an endpoint may answer with these problems.</summary>
    internal static T Fails<T>(this T endpoint, params ReadOnlySpan<int> statuses)
        where T : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }

    private static void Strict(JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        json.TypeInfoResolverChain.Insert(1, AlertJson.Default);
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.PropertyNameCaseInsensitive = false;
    }
}
