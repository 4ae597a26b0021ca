using System.Net;
using System.Text;
using System.Text.Json;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Says what went wrong with a request, where, and what to do about it.</summary>
internal sealed class QdrantRefusals(IndexOptions options, bool hasKey)
{
    // A server's message may quote what was sent; templates do not fit into so few letters.
    private const int LongestMessage = 200;

    /// <summary>Names the server, for people.</summary>
    public string Server { get; } = $"Qdrant at {options.Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    private string KeyAdvice => hasKey
        ? $"Check the key in Index:ApiKeyFile or {IndexOptions.ApiKeyVariable}."
        : $"Put its API key into a file and name it in Index:ApiKeyFile, or set {IndexOptions.ApiKeyVariable}.";

    /// <summary>Why an attempt, the last one, gave no answer.</summary>
    public IndexUnavailable Of(QdrantAttempt attempt)
    {
        var message = Message(attempt.Body);
        return attempt.Status switch
        {
            null when attempt.Distrusted => new(
                $"{Server} cannot be trusted: {attempt.Fault} Name the certificate of its authority in Index:CaFile.", MayRecover: false),
            null when attempt.Fault is { } fault => new(
                $"{Server} is out of reach: {fault} Start it, or put Index:Url right.", MayRecover: true),
            null => new(
                $"{Server} gave no answer within {options.Timeout.TotalSeconds:0.#} s (Index:Timeout). Look at its load.",
                MayRecover: true),
            HttpStatusCode.Unauthorized => new($"{Server} wants another API key: {message} {KeyAdvice}", MayRecover: false),
            HttpStatusCode.Forbidden => new($"{Server} does not let this API key do that: {message} {KeyAdvice}", MayRecover: false),
            HttpStatusCode.NotFound => new(
                $"{Server} does not have what it was asked for: {message} It was deleted, or Index:Url leads elsewhere; "
                + "fill the index again from where its faces came from.", MayRecover: false),
            HttpStatusCode.TooManyRequests => new($"{Server} is too busy: {message} Ask less, or give it more room.", MayRecover: true),
            >= HttpStatusCode.InternalServerError => new(
                $"{Server} failed with {(int)attempt.Status}: {message} Its log says more.", MayRecover: true),
            _ => new($"{Server} refused with {(int)attempt.Status}: {message}", MayRecover: false),
        };
    }

    /// <summary>Something else answered.</summary>
    public IndexUnavailable NotQdrant(string path) => new(
        $"{Server} answered '{path}' with what is not Qdrant's JSON. Check that Index:Url leads to its REST API (port 6333).",
        MayRecover: false);

    /// <summary>A write was taken and is not durable yet.</summary>
    public IndexUnavailable NotDone(string status) => new(
        $"{Server} took the write and has not completed it ('{status}'). Write it again.", MayRecover: true);

    private static string Message(byte[] body)
    {
        string text;
        try
        {
            text = JsonSerializer.Deserialize(body, QdrantJson.Default.Refused)?.Status?.Error ?? "";
        }
        catch (JsonException)
        {
            text = Encoding.UTF8.GetString(body);
        }

        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length switch
        {
            0 => "it gave no reason.",
            > LongestMessage => text[..LongestMessage] + "…",
            _ => text[^1] is '.' or '!' ? text : text + ".",
        };
    }
}
