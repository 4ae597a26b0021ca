using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Ingest.Links;

/// <summary>What the names of nodes resolve to; asked once a minute for each. Safe from several threads.</summary>
/// <param name="time">Says when an answer is too old.</param>
/// <param name="resolve">The addresses of a name; none where it does not resolve.</param>
internal sealed class NodeNames(TimeProvider time, Func<string, IReadOnlyList<IPAddress>> resolve)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (IReadOnlyList<IPAddress> Addresses, long At)> _known = new(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that this machine resolves.</summary>
    public static NodeNames OfMachine { get; } = new(TimeProvider.System, Resolve);

    /// <summary>The addresses of a host; none where its name does not resolve.</summary>
    public IReadOnlyList<IPAddress> AddressesOf(string host)
    {
        if (IPAddress.TryParse(host, out var itself))
        {
            return [Plain(itself)];
        }

        if (!_known.TryGetValue(host, out var known) || time.GetElapsedTime(known.At) > Lasts)
        {
            known = (resolve(host), time.GetTimestamp());
            _known[host] = known;
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
