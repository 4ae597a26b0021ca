using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Api;

/// <summary>Stands before the API and its document: no request gets past it without the right to what it wants.</summary>
internal sealed class ApiGuard(RequestDelegate next, ApiTokens tokens, ILogger<ApiGuard> logger)
{
    /// <summary>Lets a request through, or answers 401 or 403.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/openapi"))
        {
            await next(context);
            return;
        }

        var writes = !HttpMethods.IsGet(request.Method);
        if (Refusal(context, writes) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
        if (writes)
        {
            logger.LogInformation(
                "{Method} {Path} of {Client}: {Status}", request.Method, request.Path, context.Connection.RemoteIpAddress,
                context.Response.StatusCode);
        }
    }

    private ProblemHttpResult? Refusal(HttpContext context, bool writes)
    {
        if (tokens.AreNone)
        {
            return IsOfThisMachine(context.Request) ? null : Problems.Of(
                StatusCodes.Status403Forbidden,
                "Without a token the API answers the programs of its own machine, at a loopback address, and no web page of another site. "
                + $"Set Api:WriteTokenFile or {ApiOptions.WriteTokenVariable} for others.");
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        switch (tokens.RightOf(authorization))
        {
            case ApiRight.None:
                context.Response.Headers.WWWAuthenticate = authorization.Length == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
                return Problems.Of(
                    StatusCodes.Status401Unauthorized,
                    authorization.Length == 0
                        ? "A token is needed: send the header 'Authorization: Bearer TOKEN'."
                        : "The token that was sent is none of this API.");
            case ApiRight.Read when writes:
                context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
                return Problems.Of(StatusCodes.Status403Forbidden, "This token may ask, but change nothing. Send the token for writing.");
            default:
                return null;
        }
    }

    // A page in a browser of this machine could otherwise make it ask, by a name of its own that leads here or by a plain form.
    private static bool IsOfThisMachine(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        return (host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            && (request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}");
    }
}
