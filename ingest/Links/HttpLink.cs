using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// Asks a camera for its pictures over HTTP and hands the answer's body to the decoder, which opens nothing itself. Credentials go to the
/// camera's own address alone, as a digest; nobody is followed to another host.
/// </summary>
internal sealed class HttpLink : ICameraLink
{
    private const int MostRedirects = 5;
    private readonly CameraSpec _camera;
    private readonly CameraUrl _url;
    private readonly CredentialCache _credentials = new();
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;
    private HttpResponseMessage? _answer;

    private HttpLink(CameraSpec camera)
    {
        (_camera, _url) = (camera, camera.Source.Url!);
        var isPlainAllowed = CameraLink.MayHavePlainPassword(camera);
        var itself = Address(_url.WithoutPath + "/");
        if (_url.User is { } user)
        {
            NetworkCredential credential = new(user, _url.Password);
            _credentials.Add(itself, "Digest", credential);
            if (isPlainAllowed || _url.Scheme == "https")
            {
                _credentials.Add(itself, "Basic", credential);
            }
        }

        _handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            Credentials = _credentials,
            ConnectCallback = async (context, stop) => await ConnectAsync(context.DnsEndPoint, stop),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                {
                    // Cameras sign their certificates themselves: they are read all the same, but get no password in the clear.
                    if (errors != SslPolicyErrors.None && !isPlainAllowed)
                    {
                        _credentials.Remove(itself, "Basic");
                    }

                    return errors == SslPolicyErrors.None || errors != SslPolicyErrors.None;
                },
            },
        };
        _http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan }; // the wait for the first picture has a time-out of its own
    }

    /// <inheritdoc/>
    public string? Url => null;

    /// <inheritdoc/>
    public Stream? Body { get; private set; }

    /// <inheritdoc/>
    public string? Format { get; private set; }

    /// <inheritdoc/>
    public string? Fault => null;

    /// <summary>Asks for the pictures.</summary>
    public static async Task<HttpLink> OpenAsync(CameraSpec camera, CancellationToken stop)
    {
        var link = new HttpLink(camera);
        try
        {
            await link.AskAsync(stop);
            return link;
        }
        catch (HttpRequestException exception)
        {
            link.Dispose();
            throw exception.InnerException is FailureException refusal ? refusal
                : new IOException(exception.GetBaseException().Message, exception);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _answer?.Dispose();
        _http.Dispose();
        _handler.Dispose();
    }

#pragma warning disable CA2000 // The stream takes the socket over.
    private async Task<Stream> ConnectAsync(DnsEndPoint to, CancellationToken stop) =>
        new NetworkStream(await CameraSocket.ConnectAsync(to.Host.Trim('[', ']'), to.Port, _camera.Rules, stop), ownsSocket: true);
#pragma warning restore CA2000

    private async Task AskAsync(CancellationToken stop)
    {
        var at = Address(_url.WithoutPath + (_url.PathAndQuery.Length == 0 ? "/" : _url.PathAndQuery));
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            _answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if ((int)_answer.StatusCode is < 300 or > 399)
            {
                break;
            }

            var next = _answer.Headers.Location is { } location ? new Uri(at, location) : at;
            if (redirects == MostRedirects || next.Host != at.Host
                || next.Scheme is not ("http" or "https") || (at.Scheme == "https" && next.Scheme == "http"))
            {
                throw new IOException($"{_url.Host} redirects to '{Masking.OfAddress(next.OriginalString)}', which is another host. "
                    + "If that address is right, use it for the camera");
            }

            at = next;
            _answer.Dispose();
        }

        Refuse(_answer);
        Body = await _answer.Content.ReadAsStreamAsync(stop);
    }

    private void Refuse(HttpResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            var isPlain = answer.Headers.WwwAuthenticate.All(
                challenge => challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase));
            throw new IOException("401 Unauthorized: " + (_url.User is null
                ? $"{_url.Host} asks for a user and a password, and none are set for it. Add it to the file of "
                    + "Ingest:CredentialsFile, or to "
                    + "Ingest:CredentialsFor, to use the default credentials"
                : isPlain && !CameraLink.MayHavePlainPassword(_camera)
                    ? $"{_url.Host} asks for the password in the clear (Basic), where anyone on the network can read it. If that "
                        + "is acceptable, add it to "
                        + "Ingest:BasicFor; a digest, or https with a certificate, is better"
                    : $"{_url.Host} rejects the user and password"));
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new IOException($"{_url.Host} answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }

        var type = answer.Content.Headers.TryGetValues("Content-Type", out var types) ? types.First() : "";
        if (type.Contains("mpegurl", StringComparison.OrdinalIgnoreCase) || type.Contains("dash+xml", StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException(
                $"{_url.Host} sends a playlist, which names other files. Use the address of a stream: RTSP, MJPEG, MPEG-TS, FLV");
        }

        Format = type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ? "mpjpeg" : null;
    }

    // As the camera's owner has written it: the path is not tidied.
    private static Uri Address(string text) => new(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
