using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Ingest.Links;

/// <summary>What the names of nodes resolve to; asked once a minute for each. Safe from several threads.</summary>
internal static class NodeNames
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, (IReadOnlyList<IPAddress> Addresses, long At)> Known = new(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a host; none where its name does not resolve.</summary>
    public static IReadOnlyList<IPAddress> AddressesOf(string host)
    {
        if (IPAddress.TryParse(host, out var itself))
        {
            return [Plain(itself)];
        }

        if (!Known.TryGetValue(host, out var known) || Environment.TickCount64 - known.At > Lasts.TotalMilliseconds)
        {
            known = (Resolve(host), Environment.TickCount64);
            Known[host] = known;
        }

        return known.Addresses;
    }

    private static IReadOnlyList<IPAddress> Resolve(string host)
    {
        try
        {
            return [.. Dns.GetHostAddresses(host).Select(Plain)];
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
