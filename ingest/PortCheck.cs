using Analytics.Contracts;
using Analytics.Ingest.Links;

namespace Analytics.Ingest;

/// <summary>Whether something listens at a host and port.</summary>
internal delegate Task<bool> PortCheck(string host, int port);

/// <summary>Opens a bare TCP connection and closes it at once: far cheaper than a decoder, so it can be done every second.</summary>
internal static class TcpPortCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>Whether something listens, where a camera may be.</summary>
    public static async Task<bool> TryAsync(string host, int port, SiteRules? rules)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            using var socket = await CameraSocket.ConnectAsync(host, port, rules, timeout.Token);
            return true;
        }
        catch (Exception exception) when (exception is IOException or FailureException or OperationCanceledException)
        {
            return false;
        }
    }
}
