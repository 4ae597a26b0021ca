using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// Stands between a camera and its decoder, which opens a port of the loopback address here: connects to the camera (the address that was
/// looked at, over TLS where the URL says so), answers when it asks who we are, and lets nobody be sent elsewhere. The decoder's port has a
/// name that nobody can guess.
/// </summary>
internal sealed class RtspRelay : ICameraLink
{
    private const int SmallBuffer = 128 * 1024; // what waits for a slow decoder grows old
    private readonly CameraSpec _camera;
    private readonly CameraUrl _url;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly string _base;
    private readonly CancellationToken _stop;
    private string? _fault;
    private Task _running = Task.CompletedTask;

    private RtspRelay(CameraSpec camera, bool isIPv6)
    {
        (_camera, _url) = (camera, camera.Source.Url!);
        _listener = new TcpListener(isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        _listener.Start(1);
        _stop = _ending.Token;
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _base = $"rtsp://{_listener.LocalEndpoint}/{name}";
    }

    /// <inheritdoc/>
    public string Url => _base + _url.PathAndQuery;

    /// <inheritdoc/>
    public Stream? Body => null;

    /// <inheritdoc/>
    public string? Format => null;

    /// <inheritdoc/>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Connects to the camera, and waits for the decoder from then on.</summary>
    public static async Task<RtspRelay> OpenAsync(CameraSpec camera, CancellationToken stop)
    {
        var connection = await ConnectAsync(camera, stop);
        var relay = new RtspRelay(camera, connection.Address.AddressFamily == AddressFamily.InterNetworkV6);
        relay._running = Task.Run(() => relay.RunAsync(connection), CancellationToken.None);
        return relay;
    }

    /// <summary>Ends the connections, and waits until they have ended.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        _running.GetAwaiter().GetResult();
        _ending.Dispose();
    }

    private static async Task<Connection> ConnectAsync(CameraSpec camera, CancellationToken stop)
    {
        var (host, port) = camera.Source.Endpoint!.Value;
#pragma warning disable CA2000 // The streams take it over.
        var socket = await CameraSocket.ConnectAsync(host, port, camera.Rules, stop);
#pragma warning restore CA2000
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (camera.Source.Url!.Scheme != "rtsps")
        {
            return new Connection(new NetworkStream(socket, ownsSocket: true), address, false);
        }

        var (stream, isProved) = await CameraSocket.SecureAsync(socket, host, stop);
        return new Connection(stream, address, isProved);
    }

    // A decoder that is sent to another path of the same camera comes again.
    private async Task RunAsync(Connection? connection)
    {
        try
        {
            while (Fault is null)
            {
                using var decoder = await _listener.AcceptTcpClientAsync(_stop);
                decoder.NoDelay = true;
                decoder.SendBufferSize = SmallBuffer;
                connection ??= await ConnectAsync(_camera, _stop);
                await using var camera = connection.Stream;
#pragma warning disable CA2000 // It is: the compiler's finally block is not seen through.
                using (var session = new RtspSession(
                    _camera, _url, _base, connection.Address, connection.IsProved, camera, decoder.GetStream(), Report))
#pragma warning restore CA2000
                {
                    connection = null;
                    await session.RunAsync(_stop);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or SocketException)
        {
            // The decoder is gone, and the port with it.
        }
        catch (Exception exception) when (exception is IOException or FailureException)
        {
            Report(exception.Message); // of the second connection
        }
        finally
        {
            if (connection is not null)
            {
                await connection.Stream.DisposeAsync();
            }

            _listener.Stop();
        }
    }

    // Before the decoder notices it, and ends.
    private void Report(string fault) => Interlocked.CompareExchange(ref _fault, fault, null);

    private sealed record Connection(Stream Stream, IPAddress Address, bool IsProved);
}
