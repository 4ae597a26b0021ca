using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Tests.Ingest.Links;

/// <summary>A peer on a port of its own that notes each request of RTSP or HTTP, and sends the answer that was set.</summary>
internal sealed class FakeCamera : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, byte[]?> _answer;
    private readonly ConcurrentQueue<string> _requests = new();

    /// <param name="answer">What a request (its head) is answered with; null closes the connection.</param>
    public FakeCamera(Func<string, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <param name="answer">The same, in text; <c>{cseq}</c> stands for the number of the request.</param>
    public FakeCamera(Func<string, string?> answer)
        : this(request => answer(request) is { } text
        ? Encoding.UTF8.GetBytes(text.Replace("{cseq}", Header(request, "CSeq"), StringComparison.Ordinal)) : null)
    {
    }

    /// <summary>What follows an answer of 200, twenty times a second for as long as somebody takes it; none: nothing.</summary>
    public byte[]? Picture { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The value of a header; empty: it is not there.</summary>
    public static string Header(string head, string name) => head.Split("\r\n").Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2 && parts[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(parts => parts[1].Trim())
        .FirstOrDefault("");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var pending = "";
            var buffer = new byte[4096];
            try
            {
                while (await stream.ReadAsync(buffer) is var read and > 0)
                {
                    pending += Encoding.Latin1.GetString(buffer, 0, read);
                    while (pending.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
                    {
                        var head = pending[..end];
                        pending = pending[(end + 4)..];
                        _requests.Enqueue(head);
                        if (_answer(head) is not { } answer)
                        {
                            return;
                        }

                        await stream.WriteAsync(answer);
                        if (Picture is { } picture && answer.AsSpan().StartsWith("HTTP/1.1 200"u8))
                        {
                            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
                            while (await timer.WaitForNextTickAsync())
                            {
                                await stream.WriteAsync(picture);
                            }
                        }
                    }
                }
            }
            catch (IOException)
            {
                // The other side has gone.
            }
        }
    }
}
