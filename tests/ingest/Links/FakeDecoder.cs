using System.Net.Sockets;
using System.Text;
using Analytics.Ingest.Links;
using Xunit;

namespace Analytics.Tests.Ingest.Links;

/// <summary>Asks as ffmpeg does.</summary>
internal sealed class FakeDecoder : IDisposable
{
    private readonly TcpClient _client;
    private readonly string _url;
    private int _number;

    public FakeDecoder(ICameraLink link)
        : this(link.Url!)
    {
    }

    public FakeDecoder(string url)
    {
        _url = url;
        _client = new TcpClient(new Uri(url).Host, new Uri(url).Port);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public NetworkStream Stream => _client.GetStream();

    public async Task SendAsync(string method) =>
        await Stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {_url} RTSP/1.0\r\nCSeq: {++_number}\r\n\r\n"), Token);

    public async Task<string> AskAsync(string method)
    {
        await SendAsync(method);
        var answer = "";
        var buffer = new byte[1];
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await Stream.ReadAsync(buffer, Token) == 1)
        {
            answer += (char)buffer[0];
        }

        return answer;
    }

    /// <summary>All that comes, until nothing has come for a while or the connection is closed.</summary>
    public async Task<string> ReadAllAsync()
    {
        var all = "";
        var buffer = new byte[4096];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ending.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            while (await Stream.ReadAsync(buffer, ending.Token) is var read and > 0)
            {
                ending.CancelAfter(TimeSpan.FromSeconds(1));
                all += Encoding.Latin1.GetString(buffer, 0, read);
            }
        }
        catch (Exception over) when (over is IOException || (over is OperationCanceledException && !Token.IsCancellationRequested))
        {
            // It is over.
        }

        return all;
    }

    public void Dispose() => _client.Dispose();
}
