using System.Net;
using System.Security.Authentication;

namespace Analytics.Match.Index.Qdrant;

/// <summary>What came of one request: an answer, or why there is none.</summary>
internal sealed record QdrantAttempt
{
    /// <summary>No answer within the time limit.</summary>
    public static readonly QdrantAttempt TooSlow = new() { MayPass = true };

    private readonly bool _mayPass;

    /// <summary>The status; none when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The answer.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why no answer came; none when the time was up.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the server's certificate or the encryption was refused.</summary>
    public bool Distrusted { get; init; }

    /// <summary>Whether another attempt may fare better.</summary>
    public bool MayPass
    {
        get => Status is null
            ? _mayPass
            : Status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        private init => _mayPass = value;
    }

    /// <summary>No connection, or one that broke.</summary>
    public static QdrantAttempt Broken(HttpRequestException exception)
    {
        var distrusted = exception.HttpRequestError == HttpRequestError.SecureConnectionError
            && exception.InnerException is AuthenticationException;
        return new()
        {
            Fault = (distrusted ? exception.InnerException! : exception).Message, Distrusted = distrusted, MayPass = !distrusted,
        };
    }
}
