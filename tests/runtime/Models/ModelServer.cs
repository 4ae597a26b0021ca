using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Tests.Runtime;

/// <summary>
/// A web server of one file on a free port, one request a connection. It honours ranges, and can be set to break off, to refuse or
/// to say nothing. It remembers what it was asked for.
/// </summary>
internal sealed class ModelServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ModelServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The file; any path leads to it.</summary>
    public byte[] Content { get; set; }

    /// <summary>Bytes of the file after which the next answer breaks off; none for a whole answer.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>Whether a range is answered with the range.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>The status that every request is answered with instead of the file.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether requests are taken and never answered.</summary>
    public bool IsMute { get; set; }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/model.onnx";

    /// <summary>The range of each request, empty where there was none.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var muted = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (await AnswerAsync(client))
                {
                    client.Dispose();
                }
                else
                {
                    muted.Add(client);
                }
            }
        }
        catch (OperationCanceledException)
        {
            muted.ForEach(client => client.Dispose());
        }
    }

    private async Task<bool> AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var range = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            range = line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? line[7..] : range;
        }

        lock (_requests)
        {
            _requests.Add(range);
        }

        if (IsMute)
        {
            return false;
        }

        try
        {
            await WriteAsync(stream, KnowsRanges && range.Length > 0 ? int.Parse(range[6..^1], CultureInfo.InvariantCulture) : null);
        }
        catch (IOException)
        {
            // The client has gone, as those do that give up.
        }

        return true;
    }

    private async Task WriteAsync(NetworkStream stream, int? start)
    {
        var status = Refusal ?? (start is null ? "200 OK" : start < Content.Length ? "206 Partial Content" : "416 Range Not Satisfiable");
        var body = Refusal is null && !(start >= Content.Length) ? Content.AsMemory(start ?? 0) : default;
        var range = status.StartsWith("206", StringComparison.Ordinal)
            ? $"Content-Range: bytes {start}-{Content.Length - 1}/{Content.Length}\r\n" : "";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{range}Connection: close\r\n\r\n"));
        await stream.WriteAsync(body[..Math.Min(body.Length, BreaksAfter ?? body.Length)]);
        BreaksAfter = null;
    }
}
