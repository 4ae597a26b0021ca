using System.Net;
using System.Net.NetworkInformation;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// Where cameras may be that are registered over the HTTP API. A client that may add a camera must not be able to read the machine's
/// files with it, nor to learn what listens on the machine, on the nodes of the site, or at the services of a cloud.
/// </summary>
internal sealed class SiteRules
{
    // Addresses that are nobody's camera: this machine, this link (where clouds keep the secrets of their machines), everybody; then the
    // metadata of clouds that is elsewhere, and ways to write an IPv4 address in IPv6 (RFC 6052, RFC 3056).
    private static readonly (IPNetwork Network, string Kind)[] Closed =
    [
        .. new[] { "127.0.0.0/8", "::1/128" }.Select(network => (IPNetwork.Parse(network), "this machine itself")),
        .. new[] { "0.0.0.0/8", "::/128" }.Select(network => (IPNetwork.Parse(network), "not a host address")),
        .. new[] { "169.254.0.0/16", "fe80::/10" }.Select(network => (IPNetwork.Parse(network), "link-local")),
        .. new[] { "224.0.0.0/4", "240.0.0.0/4", "ff00::/8" }.Select(network => (IPNetwork.Parse(network), "not a single host")),
        .. new[] { "fd00:ec2::254/128", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32" }
            .Select(network => (IPNetwork.Parse(network), "a cloud service")),
        .. new[] { "64:ff9b::/96", "2002::/16", "::/96" }.Select(network => (IPNetwork.Parse(network), "another address in disguise")),
    ];

    private readonly Destinations _allowed;
    private readonly IReadOnlyList<string> _folders;
    private readonly Func<IEnumerable<string>> _nodes;

    /// <param name="options">What the operator allows.</param>
    /// <param name="nodes">The hosts of the site's nodes, as they are now.</param>
    /// <exception cref="FailureException">An option cannot be used.</exception>
    public SiteRules(IngestOptions options, Func<IEnumerable<string>> nodes)
    {
        _allowed = Destinations.Parse(options.AllowedHosts, "Ingest:AllowedHosts");
        _folders = options.FileFolders;
        _nodes = nodes;
        foreach (var folder in _folders.Where(folder => !Path.IsPathFullyQualified(folder)))
        {
            throw new InvalidException($"'{folder}' in Ingest:FileFolders is not a full path. Write it from the root.");
        }
    }

    /// <summary>Whether a camera may be at an address.</summary>
    /// <param name="host">As the camera's URL writes it.</param>
    /// <param name="address">What it resolves to.</param>
    /// <param name="port">The port.</param>
    public bool Allow(string host, IPAddress address, int port) => Kind(host, address, port) is null;

    /// <summary>Looks at a host that is written as an address; a name is looked at when it is connected to.</summary>
    /// <exception cref="FailureException">No camera may be there.</exception>
    public void Check(string host, int port)
    {
        if (IPAddress.TryParse(host, out var address) && Kind(host, Plain(address), port) is { } kind)
        {
            throw Refusal(host, kind);
        }
    }

    /// <summary>Why none of the addresses of a host may be connected to.</summary>
    public InvalidException Refusal(string host, IPAddress address, int port) => Refusal(host, Kind(host, address, port) ?? "not allowed");

    /// <summary>The real path of a file or folder that a camera may read.</summary>
    /// <exception cref="FailureException">It lies in none of the folders for it. Says nothing of whether it is there.</exception>
    public string Check(string path)
    {
        var real = RealPath(path);
        return IsWithin(real)
            ? real
            : throw new InvalidException(
                $"'{path}' is not in a folder that cameras of a site may read. Add its folder to Ingest:FileFolders on every node.");
    }

    /// <summary>Whether a camera may read a file.</summary>
    public bool Allow(string path) => IsWithin(RealPath(path));

    private bool IsWithin(string real) =>
        _folders.Select(RealPath).Any(folder => real == folder || real.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static InvalidException Refusal(string host, string kind) => new(
        $"No camera may be at '{host}': it is {kind}. To allow it, add it to Ingest:AllowedHosts on every node.");

    private string? Kind(string host, IPAddress address, int port)
    {
        address = Plain(address);
        if (_allowed.Contain(host, address, port))
        {
            return null;
        }

        var closed = Array.Find(Closed, entry => entry.Network.Contains(address)).Kind;
        return closed
            ?? (OfThisMachine().Contains(address) ? "this machine itself" : null)
            ?? (_nodes().Any(node => IsSame(node, host, address)) ? "a node of this site" : null);
    }

    private static bool IsSame(string node, string host, IPAddress address) =>
        node.Equals(host.TrimEnd('.'), StringComparison.OrdinalIgnoreCase) || NodeNames.OfMachine.AddressesOf(node).Contains(address);

    private static IEnumerable<IPAddress> OfThisMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => Plain(unicast.Address));

    // Links are followed in every part of the path: one inside of the folder may lead out of it.
    private static string RealPath(string path)
    {
        var real = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            try
            {
                real = File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : real;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What cannot be looked at cannot be opened either.
            }
        }

        return real;
    }
}
