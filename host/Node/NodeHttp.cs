using Analytics.Api;
using Analytics.Site;
using Analytics.Store;
using Analytics.Store.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Host.Node;

/// <summary>What a node answers over HTTP: all of them how they are, those of the role api the API as well.</summary>
internal static class NodeHttp
{
    /// <summary>The builder of a node's host: with a web server where the node listens, else without.</summary>
    /// <param name="listensAt">Where it listens; none where it does not.</param>
    public static IHostApplicationBuilder NewBuilder(Uri? listensAt)
    {
        if (listensAt is not { } url)
        {
            return Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().UseUrls(url.ToString());
        builder.Services.AddRouting();
        return builder;
    }

    /// <summary>What the answers need.</summary>
    /// <param name="services">Takes it.</param>
    /// <param name="options">Where the node listens, and how cameras are read.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="database">Where the cameras are registered; none without the API.</param>
    /// <param name="board">How cameras and nodes are.</param>
    public static void AddHttp(
        this IServiceCollection services, AnalyticsOptions options, string data, GalleryDatabase? database, SiteBoard board)
    {
        services.AddSingleton(board).AddSingleton<ISiteNodes, ClusterNodes>();
        if (database is not null)
        {
            services.AddSingleton(new CameraRegister(database, TimeProvider.System)).AddSingleton(options.Ingest)
                .AddApi(options.Api, data, Environment.GetEnvironmentVariable);
        }
        else
        {
            services.AddHttpLimits(new HttpLimits())
                .AddSingleton(ApiTokens.LoadForHealth(options.Api, data, Environment.GetEnvironmentVariable));
        }
    }

    /// <summary>Builds the host, and maps what it answers.</summary>
    public static IHost Build(IHostApplicationBuilder builder, bool servesApi)
    {
        if (builder is not WebApplicationBuilder web)
        {
            return ((HostApplicationBuilder)builder).Build();
        }

        var app = web.Build();
        if (servesApi)
        {
            app.MapApi();
        }

        app.MapHealth();
        return app;
    }
}
