using System.Globalization;
using System.Security.Authentication;
using Analytics.Contracts;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Says what went wrong with a request, where, what to do about it, and whether another attempt may fare better.</summary>
internal sealed class QdrantRefusals(IndexOptions options, bool hasKey)
{
    // A server's message may quote what was sent; templates do not fit into so few letters.
    private const int LongestMessage = 200;

    // Qdrant's limits count by the minute.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    /// <summary>Names the server, for people.</summary>
    public string Server { get; } = $"Qdrant at {options.Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    private string KeyAdvice => hasKey
        ? $"Check the key in Index:ApiKeyFile or {IndexOptions.ApiKeyVariable}."
        : $"Put its API key into a file and name it in Index:ApiKeyFile, or set {IndexOptions.ApiKeyVariable}.";

    /// <summary>
    /// Whether another attempt may fare better: no connection or a broken one, no answer in time, a replica that is dead (which Qdrant
    /// calls INTERNAL), and a rate limit that says how long to wait.
    /// </summary>
    public static bool MayPass(RpcException refused) => !IsDistrusted(refused) && !IsOtherProtocol(refused) && refused.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.Internal or StatusCode.DeadlineExceeded or StatusCode.Aborted => true,
        StatusCode.ResourceExhausted => WaitOf(refused) <= LongestAsked,
        _ => false,
    };

    /// <summary>How long the server asks to be left alone; none where it does not say.</summary>
    public static TimeSpan? WaitOf(Exception? refused) =>
        refused is RpcException { StatusCode: StatusCode.ResourceExhausted } limited
        && double.TryParse(limited.Trailers.GetValue("retry-after"), CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e6))
            : null;

    /// <summary>Whether the same in smaller pieces would be taken.</summary>
    public static bool IsTooLarge(RpcException refused) => refused.StatusCode == StatusCode.ResourceExhausted && WaitOf(refused) is null;

    /// <summary>Why an attempt, the last one, gave no answer.</summary>
    public IndexUnavailable Of(RpcException refused)
    {
        var message = Message(refused.Status.Detail);
        return refused.StatusCode switch
        {
            _ when IsDistrusted(refused) => new(
                $"{Server} cannot be trusted: {message} Name the certificate of its authority in Index:CaFile.", MayRecover: false),
            _ when IsOtherProtocol(refused) => new(
                $"{Server} does not answer in gRPC: {message} Correct Index:Url: Qdrant's gRPC port is 6334 (6333 is its REST port).",
                MayRecover: false),
            StatusCode.Unavailable => new($"{Server} is out of reach: {message} Start it, or correct Index:Url.", MayRecover: true),
            StatusCode.DeadlineExceeded => TooSlow(),
            StatusCode.Unauthenticated => new($"{Server} rejects the API key: {message} {KeyAdvice}", MayRecover: false),
            StatusCode.PermissionDenied => new(
                $"{Server} does not allow this API key to do that: {message} {KeyAdvice}", MayRecover: false),
            StatusCode.NotFound => new(
                $"{Server} does not have what it was asked for: {message} It was deleted, or Index:Url names another server. "
                + "Correct Index:Url, or rebuild the index from the database.", MayRecover: false)
            {
                Subject = FailureSubject.Index,
            },
            StatusCode.ResourceExhausted when WaitOf(refused) is not null => new(
                $"{Server} is too busy: {message} Reduce the load, or give it more resources.", MayRecover: true),
            StatusCode.Internal or StatusCode.Aborted or StatusCode.Unknown => new(
                $"{Server} failed: {message} Its log has details.", MayRecover: true),
            _ => new($"{Server} refused ({refused.StatusCode}): {message}", MayRecover: false),
        };
    }

    /// <summary>No answer within the time limit.</summary>
    public IndexUnavailable TooSlow() => new(
        $"{Server} gave no answer within {options.Timeout.TotalSeconds:0.#} s (Index:Timeout). Check its load.", MayRecover: true);

    /// <summary>Why a write that was taken is not durable yet; none where it is.</summary>
    public IndexUnavailable? OfUnfinished(IEnumerable<PointsOperationResponse> answers) =>
        answers.FirstOrDefault(answer => answer.Result?.Status != UpdateStatus.Completed) is { } unfinished
            ? new($"{Server} took the write and has not completed it ('{unfinished.Result?.Status}'). Write it again.", MayRecover: true)
            : null;

    /// <summary>A face in the index makes its similarities no numbers.</summary>
    public IndexUnavailable NotANumber(string what) => new(
        $"{Server} holds an invalid template: {what} is not a number. Another program wrote it, or its files are damaged. "
        + "Rebuild the index from the database.", MayRecover: false)
    {
        Subject = FailureSubject.Index,
    };

    /// <summary>What was removed is still there.</summary>
    public IndexUnavailable NotGone(long faces) => new(
        $"{Server} confirmed a removal, and {faces} of the faces are still there. It is repeated.", MayRecover: true);

    private static bool IsDistrusted(RpcException refused) => Causes(refused).Any(cause => cause is AuthenticationException);

    // REST's port speaks HTTP/1.1, or answers a gRPC request with a page of HTTP/2.
    private static bool IsOtherProtocol(RpcException refused) => refused.StatusCode == StatusCode.Unimplemented
        || (refused.StatusCode != StatusCode.Unavailable && refused.Status.Detail.StartsWith("Bad gRPC", StringComparison.Ordinal))
        || Causes(refused).Any(cause => cause is HttpRequestException
        {
            HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError
                or HttpRequestError.InvalidResponse,
        } or HttpProtocolException);

    private static IEnumerable<Exception> Causes(RpcException refused)
    {
        for (var cause = refused.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string Message(string detail)
    {
        var text = string.Join(' ', detail.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length switch
        {
            0 => "it gave no reason.",
            > LongestMessage => text[..LongestMessage] + "…",
            _ => text[^1] is '.' or '!' ? text : text + ".",
        };
    }
}
