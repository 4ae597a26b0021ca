using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>What a server was asked.</summary>
internal sealed record LocalRequest(string Method, string Path, string? Key, string Body);

/// <summary>What a server answers, or that it does something else.</summary>
internal sealed record LocalAnswer(int Status, string Body, string? ContentType = "application/json")
{
    /// <summary>The connection is broken off.</summary>
    public static readonly LocalAnswer Reset = new(0, "");

    /// <summary>Nothing is said.</summary>
    public static readonly LocalAnswer Silence = new(-1, "");

    public int? RetryAfterSeconds { get; init; }

    public static LocalAnswer Json(JsonNode body, int status = 200) => new(status, body.ToJsonString());
}

/// <summary>A web server on a free port, with TLS where it has a certificate. It remembers what it was asked.</summary>
internal sealed class LocalHttp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<LocalRequest> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LocalRequest, LocalAnswer> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    public LocalHttp(Func<LocalRequest, LocalAnswer> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public IReadOnlyList<LocalRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                await using var buffered = new BufferedStream(stream);
                while (await ReadAsync(buffered) is { } request)
                {
                    lock (_requests)
                    {
                        _requests.Add(request);
                    }

                    var answer = _answer(request);
                    if (answer == LocalAnswer.Reset)
                    {
                        client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    if (answer == LocalAnswer.Silence)
                    {
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    }

                    await WriteAsync(buffered, answer);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or AuthenticationException)
            {
                // The client has gone, or does not trust us.
            }
        }
    }

    private async Task<LocalRequest?> ReadAsync(BufferedStream stream)
    {
        if (await LineAsync(stream) is not { Length: > 0 } first)
        {
            return null;
        }

        string? key = null;
        var length = 0;
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(at + 1)..].Trim();
            switch (line[..at].ToLowerInvariant())
            {
                case "api-key":
                    key = value;
                    break;
                case "content-length":
                    length = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
            }
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var parts = first.Split(' ');
        return new LocalRequest(parts[0], parts[1], key, Encoding.UTF8.GetString(body));
    }

    private async Task<string?> LineAsync(BufferedStream stream)
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private async Task WriteAsync(BufferedStream stream, LocalAnswer answer)
    {
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var type = answer.ContentType is { } named ? $"Content-Type: {named}\r\n" : "";
        var wait = answer.RetryAfterSeconds is { } seconds ? $"Retry-After: {seconds}\r\n" : "";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} -\r\nContent-Length: {body.Length}\r\n{type}{wait}\r\n"), _stop.Token);
        await stream.WriteAsync(body, _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }
}
