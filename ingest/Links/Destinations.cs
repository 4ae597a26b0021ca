using System.Globalization;
using System.Net;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// A list of hosts and networks: <c>gate.example</c>, <c>*.example</c>, <c>10.0.0.7</c>, <c>10.0.0.0/8</c>; a host may have a port,
/// <c>gate.example:8554</c>.
/// </summary>
internal sealed class Destinations
{
    private readonly List<Func<string, IPAddress?, int, bool>> _entries;

    private Destinations(IEnumerable<Func<string, IPAddress?, int, bool>> entries) => _entries = [.. entries];

    /// <summary>Reads it.</summary>
    /// <param name="entries">One host or network each.</param>
    /// <param name="option">Where they stand, for the error.</param>
    /// <exception cref="FailureException">One is neither.</exception>
    public static Destinations Parse(IEnumerable<string> entries, string option) => new(entries.Select(entry => Entry(entry.Trim())
        ?? throw new InvalidException(
            $"'{Masking.Apply(entry)}' in {option} is neither a host nor a network. Write a name (gate.example, *.example), an "
            + "address (10.0.0.7), either "
            + "with ':PORT' behind it, or a network (10.0.0.0/8).")).ToList());

    /// <summary>Whether the list names a host.</summary>
    /// <param name="host">As the address of the camera writes it.</param>
    /// <param name="address">What is connected to, where that is known.</param>
    /// <param name="port">The port.</param>
    public bool Contain(string host, IPAddress? address, int port) => _entries.Exists(entry => entry(host, address, port));

    private static Func<string, IPAddress?, int, bool>? Entry(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out var network) ? (_, address, _) => address is not null && network.Contains(address) : null;
        }

        if (text.StartsWith("*.", StringComparison.Ordinal))
        {
            return Uri.CheckHostName(text[2..]) == UriHostNameType.Dns
                ? (host, _, _) => host.EndsWith(text[1..], StringComparison.OrdinalIgnoreCase)
                : null;
        }

        if (IPAddress.TryParse(text.Trim('[', ']'), out var exact))
        {
            return (_, address, _) => exact.Equals(address);
        }

        if (!Masking.IsHost(text))
        {
            return null;
        }

        var colon = text.LastIndexOf(':');
        var name = colon < 0 ? text : text[..colon];
        int? port = colon < 0 ? null : int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        var bare = IPAddress.TryParse(name.Trim('[', ']'), out var numbered) ? numbered : null;
        return (host, address, to) => (port is null || port == to)
            && (bare is null ? string.Equals(host, name, StringComparison.OrdinalIgnoreCase) : bare.Equals(address));
    }
}
