using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Tests.Ingest;

/// <summary>A camera or relay over HTTP, on a free port: sends each client the same, until the client goes.</summary>
sealed class HttpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private int _connections;

    private HttpServer(string contentType, Func<Stream, CancellationToken, Task> send)
    {
        _listener.Start();
        _ = AcceptAsync(contentType, send);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>How many clients have come.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A camera that shows JPEG pictures one after the other, at a true rate and without times of theirs.</summary>
    public static HttpServer OfPictures(IReadOnlyList<byte[]> pictures, double fps) =>
        new("multipart/x-mixed-replace;boundary=frame", async (stream, closing) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / fps));
            for (var i = 0; ; i++)
            {
                var picture = pictures[i % pictures.Count];
                var head = $"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), closing);
                await stream.WriteAsync(picture, closing);
                await stream.WriteAsync("\r\n"u8.ToArray(), closing);
                await timer.WaitForNextTickAsync(closing);
            }
        });

    /// <summary>A relay that is joined at a place of a recording, and passes it on as it plays.</summary>
    /// <param name="recording">MPEG-TS.</param>
    /// <param name="seconds">How long the recording is.</param>
    /// <param name="joinedAt">Where clients come in, seconds.</param>
    public static HttpServer OfRelay(byte[] recording, double seconds, double joinedAt) => new("video/mp2t", async (stream, closing) =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.1));
        var began = TimeProvider.System.GetTimestamp();
        for (var at = Place(TimeSpan.Zero); at < recording.Length;)
        {
            var to = Math.Min(recording.Length, Place(TimeProvider.System.GetElapsedTime(began)));
            await stream.WriteAsync(recording.AsMemory(at, to - at), closing);
            at = to;
            await timer.WaitForNextTickAsync(closing);
        }

        int Place(TimeSpan passed) => (int)((joinedAt + passed.TotalSeconds) / seconds * recording.Length) / 188 * 188;
    });

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync(string contentType, Func<Stream, CancellationToken, Task> send)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                Interlocked.Increment(ref _connections);
                _ = AnswerAsync(client, contentType, send);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    private async Task AnswerAsync(TcpClient client, string contentType, Func<Stream, CancellationToken, Task> send)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await stream.ReadExactlyAsync(new byte[16], _closing.Token); // what is asked for does not matter
                var head = $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _closing.Token);
                await send(stream, _closing.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or the server is closed.
            }
        }
    }
}
