using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace Analytics.Tests.Host.Node;

/// <summary>Takes what is exported over OTLP, and lets it be looked through as text: names stand in it as they are.</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _bodies = new();

    public OtlpCollector()
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{RtspServer.FreePort()}");
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = TakeAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Whether this was said.</summary>
    public bool Has(string text) => _bodies.Any(body => body.Contains(text, StringComparison.Ordinal));

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException)
        {
        }
    }
}
