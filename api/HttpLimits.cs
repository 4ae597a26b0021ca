using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Api;

/// <summary>
/// How much of a node HTTP may use, no matter who asks. Health needs no limit but that of connections: it is answered from memory.
/// </summary>
public sealed record HttpLimits
{
    /// <summary>Bytes that the body of a request may have.</summary>
    public const int LargestBody = 64 * 1024;

    private const string EventsPath = "/api/v1/events";
    private const int LargestHeaders = 16 * 1024;
    private static readonly TimeSpan UntilHeaders = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntilNextRequest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Open connections; those beyond are closed.</summary>
    public int Connections { get; init; } = 1024;

    /// <summary>Open connections from one address, so that nobody alone keeps all others out.</summary>
    public int ConnectionsOfOne { get; init; } = 512;

    /// <summary>Requests to the API at once.</summary>
    public int Requests { get; init; } = 32;

    /// <summary>Requests to the API that wait for those; more are refused.</summary>
    public int Waiting { get; init; } = 128;

    /// <summary>Streams of events at once; more are refused.</summary>
    public int Streams { get; init; } = 64;

    /// <summary>What the server itself watches over.</summary>
    public void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var connections = new ConnectionsOfEach(ConnectionsOfOne);
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(connections.Limit);
        });
        kestrel.Limits.MaxConcurrentConnections = Connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestBufferSize = LargestBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
        kestrel.Limits.RequestHeadersTimeout = UntilHeaders;
        kestrel.Limits.KeepAliveTimeout = UntilNextRequest;
    }

    /// <summary>What stands behind the guard: who shows no token takes no place.</summary>
    public void Limit(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path switch
        {
            var path when path.StartsWithSegments(EventsPath) => RateLimitPartition.GetConcurrencyLimiter(
                EventsPath, _ => new() { PermitLimit = Streams, QueueLimit = 0 }),
            var path when path.StartsWithSegments("/healthz") => RateLimitPartition.GetNoLimiter("/healthz"),
            _ => RateLimitPartition.GetConcurrencyLimiter("", _ => new() { PermitLimit = Requests, QueueLimit = Waiting }),
        });
        limiter.OnRejected = async (rejected, _) =>
        {
            var context = rejected.HttpContext;
            context.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            await Problems.Of(
                StatusCodes.Status503ServiceUnavailable,
                context.Request.Path.StartsWithSegments(EventsPath)
                    ? $"{Streams} streams of events are open already. Close one that is not needed, or ask another node."
                    : "Too many requests are being answered. Ask again in a second, or ask another node.").ExecuteAsync(context);
        };
    }
}

/// <summary>Closes connections of an address that has as many as it may.</summary>
internal sealed class ConnectionsOfEach(int most)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Stands before what answers a connection.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address })
        {
            await next(connection);
            return;
        }

        try
        {
            if (_open.AddOrUpdate(address, 1, (_, open) => open + 1) <= most)
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            if (_open.AddOrUpdate(address, 0, (_, open) => open - 1) == 0)
            {
                _open.TryRemove(new(address, 0));
            }
        }
    };
}

/// <summary>Puts the limits in force.</summary>
public static class HttpLimiting
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddHttpLimits(this IServiceCollection services, HttpLimits limits) =>
        services.Configure<KestrelServerOptions>(limits.Limit).AddRateLimiter(limits.Limit);
}
