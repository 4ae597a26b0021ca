using System.Net.Sockets;

namespace Analytics.Ingest;

/// <summary>Whether something listens at a host and port.</summary>
internal delegate Task<bool> Knock(string host, int port);

/// <summary>Knocks with a bare TCP connection that is closed at once: far cheaper than a decoder, so it can be done every second.</summary>
internal static class TcpKnock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static async Task<bool> TryAsync(string host, int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, patience.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
