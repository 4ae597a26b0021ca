using Analytics.Contracts;
using Analytics.Ingest.Links;

namespace Analytics.Ingest;

/// <summary>Whether something listens at a host and port.</summary>
internal delegate Task<bool> Knock(string host, int port);

/// <summary>Knocks with a bare TCP connection that is closed at once: far cheaper than a decoder, so it can be done every second.</summary>
internal static class TcpKnock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether something listens, where a camera may be.</summary>
    public static async Task<bool> TryAsync(string host, int port, SiteRules? rules)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var socket = await CameraSocket.ConnectAsync(host, port, rules, patience.Token);
            return true;
        }
        catch (Exception exception) when (exception is IOException or FailureException or OperationCanceledException)
        {
            return false;
        }
    }
}
