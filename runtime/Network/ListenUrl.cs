using System.Net;
using System.Net.Sockets;
using Analytics.Contracts;

namespace Analytics.Runtime.Network;

/// <summary>Where a node listens for HTTP.</summary>
public static class ListenUrl
{
    /// <summary>Checks that it is an address to listen at.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public static void Check(Uri url, string option, string port)
    {
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
        {
            throw new InvalidException($"{option} must be http://ADDRESS:PORT, for example http://127.0.0.1:{port}. "
                + "For TLS, run a proxy in front of it.");
        }
    }

    /// <summary>Checks that nobody listens there, and that this machine has the address.</summary>
    /// <exception cref="FailureException">It cannot be listened at.</exception>
    public static void CheckFree(Uri url, string option)
    {
        // By a name the web server listens at all addresses.
        var address = IPAddress.TryParse(url.DnsSafeHost, out var named) ? named : IsLoopback(url) ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using TcpListener listener = new(address, url.Port);
            listener.Start();
        }
        catch (SocketException taken)
        {
            throw Refusal(url, option, taken);
        }
    }

    /// <summary>Whether only this machine reaches it.</summary>
    public static bool IsLoopback(Uri url) => IsLoopback(url.DnsSafeHost);

    /// <summary>Whether only this machine reaches a name or an address.</summary>
    public static bool IsLoopback(string host) =>
        IPAddress.TryParse(host, out var address) ? IPAddress.IsLoopback(address) : host == "localhost";

    /// <summary>Why a node does not run.</summary>
    public static ConflictException Refusal(Uri url, string option, Exception reason) =>
        new($"The node cannot listen at {url}: {reason.Message.TrimEnd('.')}. Set {option} to another address.");
}
