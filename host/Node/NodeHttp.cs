using Analytics.Host.Api;
using Analytics.Host.Configuration;
using Analytics.Host.Site;
using Analytics.Host.Terminal;
using Analytics.Match.Gallery;
using Analytics.Match.Gallery.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Host.Node;

/// <summary>What a node answers over HTTP: all of them how they are, those of the role api the API as well.</summary>
internal static class NodeHttp
{
    /// <summary>Puts it together; none where the node has nothing to listen at.</summary>
    /// <param name="options">Where it listens.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="database">Of the api role; none without it.</param>
    /// <param name="board">How cameras and nodes are.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="checks">What the node needs to be ready.</param>
    /// <param name="error">Takes the log.</param>
    /// <param name="verbose">Whether the log begins at debug.</param>
    public static WebApplication? Of(
        AnalyticsOptions options, string data, GalleryDatabase? database, SiteBoard board, ISiteNodes nodes, IReadOnlyList<IReadinessCheck> checks,
        StandardError error, bool verbose)
    {
        if ((database is null ? options.Api.HealthUrl : options.Api.Url) is not { } url)
        {
            return null;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().UseUrls(url.ToString());
        builder.Services.AddRouting().AddLogs(error, verbose).AddSingleton(TimeProvider.System).AddSingleton(board).AddSingleton(nodes);
        builder.Services.AddHealth(checks);
        if (database is not null)
        {
            builder.Services.AddSingleton(new CameraRegister(database, TimeProvider.System)).AddSingleton(options.Ingest)
                .AddApi(options.Api, data, Environment.GetEnvironmentVariable);
        }
        else
        {
            builder.Services.AddHttpLimits(new HttpLimits())
                .AddSingleton(ApiTokens.LoadForHealth(options.Api, data, Environment.GetEnvironmentVariable));
        }

        var app = builder.Build();
        if (database is not null)
        {
            app.MapApi();
        }

        app.MapHealth();
        return app;
    }
}
