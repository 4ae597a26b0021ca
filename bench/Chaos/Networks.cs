using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Processes;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// A network namespace for each node, joined by a bridge. Cameras and brokers, which listen on the loopback address of the machine, are
/// reached from within through sockets of the file system, so that cutting a link cuts nodes from nodes alone. Needs root, ip, nft and
/// socat.
/// </summary>
internal sealed class Networks : IDisposable
{
    private const string Bridge = "analytics-br";
    private const string Needs = "Separate networks need root and the packages iproute2, nftables and socat.";
    private readonly List<Process> _relays = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-net").FullName;
    private readonly int _nodes;

    private Networks(int nodes) => _nodes = nodes;

    /// <summary>Makes them.</summary>
    /// <exception cref="FailureException">The machine does not allow it.</exception>
    public static Networks Open(int nodes)
    {
        var networks = new Networks(nodes);
        try
        {
            networks.Remove();
            networks.Make();
            return networks;
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>The address of a node.</summary>
    public static string AddressOf(int node) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{node + 10}");

    /// <summary>The words before a command that is to run in a node's network.</summary>
    public static IReadOnlyList<string> Within(int node) => ["ip", "netns", "exec", NameOf(node)];

    /// <summary>Makes a port of this machine's loopback address one of every node's.</summary>
    public void Share(int port)
    {
        var socket = Path.Combine(_folder, $"{port}.sock");
        Relay([], $"UNIX-LISTEN:{socket},fork", $"TCP:127.0.0.1:{port}");
        for (var i = 0; i < _nodes; i++)
        {
            Relay(Within(i), $"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr", $"UNIX-CONNECT:{socket}");
        }
    }

    /// <summary>Nobody hears the node, and it hears nobody.</summary>
    public static void CutOff(int node)
    {
        Table(node);
        Rule(node, "in", "ip saddr 10.77.0.0/24 drop");
        Rule(node, "out", "ip daddr 10.77.0.0/24 drop");
    }

    /// <summary>Nobody hears the node.</summary>
    public static void Mute(int node)
    {
        Table(node);
        Rule(node, "out", "ip daddr 10.77.0.0/24 drop");
    }

    /// <summary>All is as it was.</summary>
    public static void Heal(int node) => Run([.. Within(node), "nft", "delete", "table", "ip", "cut"]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var relay in _relays)
        {
            relay.Kill();
            relay.Dispose();
        }

        Remove();
    }

    private static string NameOf(int node) => string.Create(CultureInfo.InvariantCulture, $"analytics-n{node}");

    private void Make()
    {
        Run("ip", "link", "add", Bridge, "type", "bridge");
        Run("ip", "addr", "add", "10.77.0.1/24", "dev", Bridge);
        Run("ip", "link", "set", Bridge, "up");
        for (var i = 0; i < _nodes; i++)
        {
            var (space, outer) = (NameOf(i), $"analytics-v{i}");
            Run("ip", "netns", "add", space);
            Run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space);
            Run("ip", "link", "set", outer, "master", Bridge, "up");
            Run([.. Within(i), "ip", "addr", "add", $"{AddressOf(i)}/24", "dev", "eth0"]);
            Run([.. Within(i), "ip", "link", "set", "eth0", "up"]);
            Run([.. Within(i), "ip", "link", "set", "lo", "up"]);
        }
    }

    private void Remove()
    {
        for (var i = 0; i < _nodes; i++)
        {
            Try("ip", "netns", "del", NameOf(i));
        }

        Try("ip", "link", "del", Bridge);
    }

    private static void Table(int node)
    {
        Run([.. Within(node), "nft", "add", "table", "ip", "cut"]);
        Run([.. Within(node), "nft", "add", "chain", "ip", "cut", "in", "{ type filter hook input priority 0 ; }"]);
        Run([.. Within(node), "nft", "add", "chain", "ip", "cut", "out", "{ type filter hook output priority 0 ; }"]);
    }

    private static void Rule(int node, string chain, string rule) =>
        Run([.. Within(node), "nft", "add", "rule", "ip", "cut", chain, .. rule.Split(' ')]);

    private void Relay(IReadOnlyList<string> within, string from, string to)
    {
        string[] command = [.. within, "socat", from, to];
        _relays.Add(Process.Start(ProgramPath.Find(command[0], Needs), command[1..]));
    }

    private static void Run(params string[] command)
    {
        if (Try(command) is { } fault)
        {
            throw new InvalidException($"'{string.Join(' ', command)}' failed: {fault}. {Needs}");
        }
    }

    private static string? Try(params string[] command)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(ProgramPath.Find(command[0], Needs), command[1..]) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error;
        }
        catch (FailureException missing)
        {
            return missing.Message;
        }
    }
}
