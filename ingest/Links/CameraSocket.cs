using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// Connects to cameras. A name is resolved once, its addresses are held against the rules, and one of those is connected to: between the
/// look and the connection the name cannot change its meaning.
/// </summary>
internal static class CameraSocket
{
    /// <summary>A connection.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="rules">Where it may be; none: anywhere.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="FailureException">It must not be there.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, SiteRules? rules, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, stop);
            var allowed = addresses.Where(address => rules?.Allow(host, address, port) ?? true).ToArray();
            if (allowed.Length == 0 && addresses.Length > 0)
            {
                throw rules!.Refusal(host, addresses[0], port);
            }

            await socket.ConnectAsync(allowed, port, stop);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"{host} port {port}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Adds TLS to a connection, which it takes over; and whether the camera has proved its name.</summary>
    /// <exception cref="IOException">It does not speak TLS.</exception>
    public static async Task<(Stream Stream, bool IsProved)> SecureAsync(Socket socket, string host, CancellationToken stop)
    {
        var proved = true;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    {
                        // Cameras sign their certificates themselves: they are read all the same, but get no password in the clear.
                        proved = errors == SslPolicyErrors.None;
                        return proved || errors != SslPolicyErrors.None;
                    },
                },
                stop);
            return (tls, proved);
        }
        catch (AuthenticationException exception)
        {
            await tls.DisposeAsync();
            throw new IOException($"{host}: TLS failed: {exception.Message}", exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
