using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Analytics.Api;

/// <summary>
/// Stands before the API and its document: no request gets past it without a token that gives the right to what it wants, wherever it comes
/// from. A proxy on the same machine makes strangers look like programs of the machine, and so does a web page in its browser.
/// </summary>
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
}
