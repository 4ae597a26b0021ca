using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Analytics.Tests;

/// <summary>
/// A real RTSP server (GStreamer's) in a child process on a free port: serves clips in real time, each client from the first picture
/// on, again and again. It can be killed and started again on the same port.
/// </summary>
sealed class RtspServer : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly string[] _arguments;
    private static int _ports = Environment.ProcessId * 100;
    private Process? _process;

    private RtspServer(int port, string[] arguments) => (Port, _arguments) = (port, arguments);

    public int Port { get; }

    /// <summary>Starts the server and waits until it listens; skips the test where Python or GStreamer is missing.</summary>
    /// <param name="clips">Mount point → file.</param>
    /// <param name="options">Further arguments: <c>--once</c>, <c>--transcode</c>, <c>--speed</c>, <c>--user</c>,
    /// <c>--password</c>.</param>
    public static RtspServer Start(IReadOnlyDictionary<string, string> clips, params string[] options)
    {
        SkipUnlessInstalled();
        var port = FreePort();
        var server = new RtspServer(port,
        [
            Script(), "--port", port.ToString(CultureInfo.InvariantCulture), .. options,
            .. clips.Select(clip => $"{clip.Key}={clip.Value}"),
        ]);
        server.Restart();
        return server;
    }

    /// <summary>Skips the test where Python or GStreamer is missing.</summary>
    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        IsInstalled.Value, "python3-gi or GStreamer's RTSP server is missing: apt-get install python3-gi "
        + "gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly");

    /// <summary>A port that nobody listens on, each once; below those that the system hands out to whoever asks for any.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = 20_000 + (int)((uint)Interlocked.Increment(ref _ports) % 12_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    public string Url(string name, string credentials = "") => $"rtsp://{credentials}127.0.0.1:{Port}/{name}";

    /// <summary>Ends the server without a word to its clients.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on its port and waits until it listens.</summary>
    public void Restart()
    {
        Kill();
        _process = Process.Start(new ProcessStartInfo(Python, _arguments) { RedirectStandardOutput = true })!;
        var line = _process.StandardOutput.ReadLine();
        Assert.True(line?.StartsWith("ready", StringComparison.Ordinal), $"The RTSP server did not start: {line ?? "it ended"}.");
    }

    public void Dispose() => Kill();

    private static readonly Lazy<bool> IsInstalled = new(() =>
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var check = Process.Start(new ProcessStartInfo(
            Python, ["-c", "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"])
        {
            RedirectStandardError = true,
        })!;
        check.StandardError.ReadToEnd();
        check.WaitForExit();
        return check.ExitCode == 0;
    });

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "tests", "ingest", "rtsp_server.py");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new FileNotFoundException("tests/ingest/rtsp_server.py lies in no parent folder of the tests.");
    }
}
