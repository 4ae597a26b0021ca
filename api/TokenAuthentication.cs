using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Api;

/// <summary>
/// Tokens as a scheme of ASP.NET's authentication, and what they give the right to: GET takes either token, all else the one for writing.
/// An endpoint that says nothing of its rights is closed so; health alone is open to all. Where a request comes from counts for nothing: a
/// proxy on the same machine makes strangers look like programs of the machine, and so does a web page in its browser.
/// </summary>
/// <param name="options">None of ours.</param>
/// <param name="loggers">ASP.NET's.</param>
/// <param name="encoder">ASP.NET's.</param>
/// <param name="tokens">The tokens.</param>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string SchemeName = "Bearer";
    private const string Right = "right";

    private string Authorization => Request.Headers.Authorization.ToString();

    /// <summary>Adds the scheme and the policies.</summary>
    public static void AddTo(IServiceCollection services)
    {
        // Not AddAuthentication, which brings data protection along, and its keys in the user's home: nothing here is protected by them.
        services.AddAuthenticationCore(schemes =>
        {
            schemes.AddScheme<TokenAuthentication>(SchemeName, displayName: null);
            schemes.DefaultScheme = SchemeName;
        });
        services.AddWebEncoders().AddTransient<TokenAuthentication>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().RequireAssertion(MayDo).Build());
    }

    /// <summary>Authenticates and authorises all requests, and logs those that change something.</summary>
    public static void Use(WebApplication app)
    {
        app.UseAuthentication().UseAuthorization();
        var logger = app.Services.GetRequiredService<ILogger<TokenAuthentication>>();
        app.Use(async (context, next) =>
        {
            await next(context);
            if (!HttpMethods.IsGet(context.Request.Method))
            {
                logger.LogInformation(
                    "{Method} {Path} of {Client}: {Status}", context.Request.Method, context.Request.Path,
                    context.Connection.RemoteIpAddress,
                    context.Response.StatusCode);
            }
        });
    }

    private static bool MayDo(AuthorizationHandlerContext asked) => asked.Resource is HttpContext context
        && (HttpMethods.IsGet(context.Request.Method) || asked.User.HasClaim(Right, nameof(ApiRight.Write)));

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var right = tokens.RightOf(Authorization);
        return Task.FromResult(right == ApiRight.None
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(
                new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(Right, right.ToString())], SchemeName)), SchemeName)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var shown = Authorization.Length > 0;
        Response.Headers.WWWAuthenticate = shown ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problems.Of(
            StatusCodes.Status401Unauthorized, shown ? "Unknown token." : "No token: send the header 'Authorization: Bearer TOKEN'.")
            .ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        return Problems.Of(StatusCodes.Status403Forbidden, "The read token cannot change anything. Send the write token.")
            .ExecuteAsync(Context);
    }
}
