using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Analytics.Ingest.Ffmpeg;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>What the kernel says of the sockets of another process.</summary>
[FullTier]
[Collection(Alone.Name)] // the broker that the Kafka specs carry hands its sockets down to whatever is started beside them
public sealed class UnreadSocketsSpec : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private Process? _reader;

    public UnreadSocketsSpec() => _server.Start();

    public void Dispose()
    {
        _reader?.Kill();
        _reader?.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void What_a_process_has_not_read_is_seen_until_it_has()
    {
        var (client, gauge) = Connect("read -r -u 3 _; read -r -u 3 _; read -r _"); // bash reads byte by byte
        Assert.True(SpinWait.SpinUntil(() => gauge.HasUnread() == false, Timeout));

        client.Send("one line\nand half of the next"u8);
        Assert.True(SpinWait.SpinUntil(() => client.Available == 0 && gauge.HasUnread() == false, Timeout));

        client.Send(", its end\nand what nobody reads"u8);
        Assert.True(SpinWait.SpinUntil(() => gauge.HasUnread() == true, Timeout));
        client.Dispose();
    }

    [Fact]
    public void Nothing_is_known_of_a_process_without_sockets_or_that_is_gone()
    {
        _reader = Bash("read -r _");
        Assert.Null(new UnreadSockets(_reader.Id).HasUnread());

        _reader.Kill();
        _reader.WaitForExit();
        Assert.Null(new UnreadSockets(_reader.Id).HasUnread());
    }

    private (Socket Client, UnreadSockets Gauge) Connect(string script)
    {
        _reader = Bash($"exec 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)_server.LocalEndpoint).Port}; {script}");
        return (_server.AcceptSocket(), new UnreadSockets(_reader.Id));
    }

    // Its standard input stays open, so that it stays.
    private static Process Bash(string script) =>
        Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardInput = true })!;
}
