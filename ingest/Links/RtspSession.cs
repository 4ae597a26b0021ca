using System.Net;
using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>One connection of a decoder through to its camera.</summary>
/// <param name="spec">The camera.</param>
/// <param name="url">Its address.</param>
/// <param name="decoderBase">What URLs begin with for the decoder.</param>
/// <param name="address">What the camera's name resolved to.</param>
/// <param name="isProved">Whether a certificate has proved its name.</param>
/// <param name="camera">The connection to it.</param>
/// <param name="decoder">The connection of the decoder.</param>
/// <param name="report">Receives why the camera cannot be read, where this is not known to the decoder.</param>
internal sealed class RtspSession(
    CameraSpec spec, CameraUrl url, string decoderBase, IPAddress address, bool isProved, Stream camera, Stream decoder,
    Action<string> report)
    : IDisposable
{
    private const int MostPending = 32;
    private const int MostTries = 2;
    private readonly string _cameraBase = url.WithoutPath;
    private readonly CameraLogin? _login = url.User is { } user
        ? new CameraLogin(user, url.Password ?? "", isProved || CameraLink.MayHavePlainPassword(spec))
        : null;

    private readonly Dictionary<string, Pending> _pending = [];
    private readonly SemaphoreSlim _toCamera = new(1, 1);

    /// <inheritdoc/>
    public void Dispose() => _toCamera.Dispose();

    /// <summary>Runs until one side is done.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] both = [RequestsAsync(ending.Token), AnswersAsync(ending.Token)];
        await Task.WhenAny(both);
        await ending.CancelAsync();
        try
        {
            await Task.WhenAll(both);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone, the other was informed.
        }
        catch (InvalidDataException exception)
        {
            report($"{url.Host}: {exception.Message}");
        }
    }

    private async Task RequestsAsync(CancellationToken stop)
    {
        var reader = new RtspReader(decoder);
        var isKnown = false;
        while (await reader.ReadAsync(stop) is var (request, media) && (request is not null || media.Length > 0))
        {
            if (request is null)
            {
                await SendAsync(media, stop);
                continue;
            }

            var isOurs = request.Url.StartsWith(decoderBase, StringComparison.Ordinal);
            isKnown |= isOurs;
            if (!isKnown)
            {
                return; // somebody else has found the port
            }

            request.Url = isOurs ? _cameraBase + request.Url[decoderBase.Length..] : request.Url;
            await SendAsync(request, new Pending(request), stop);
        }
    }

    private async Task AnswersAsync(CancellationToken stop)
    {
        var reader = new RtspReader(camera);
        while (await reader.ReadAsync(stop) is var (answer, media) && (answer is not null || media.Length > 0))
        {
            if (answer is null)
            {
                await decoder.WriteAsync(media, stop);
            }
            else if (!await IsAnsweredAsync(answer, stop))
            {
                Redirect(answer);
                Datagrams(answer);
                await decoder.WriteAsync(answer.ToBytes(), stop);
            }
        }
    }

    /// <summary>Whether a camera that asks who we are has got its answer: then the decoder need not know.</summary>
    private async Task<bool> IsAnsweredAsync(RtspMessage answer, CancellationToken stop)
    {
        Pending? pending;
        lock (_pending)
        {
            if (!answer.IsAnswer || answer["CSeq"] is not { } number || !_pending.Remove(number, out pending))
            {
                return false;
            }
        }

        if (answer.Status != 401)
        {
            return false;
        }

        if (_login is null)
        {
            report($"401 Unauthorized: {url.Host} asks for a user and a password, and none are set for it. Add it to the file of "
                + "Ingest:CredentialsFile, or to Ingest:CredentialsFor, if those of all cameras are for it");
            return false;
        }

        string[] challenges = [.. answer.All("WWW-Authenticate")];
        var isStale = challenges.Any(challenge => challenge.Contains("stale=true", StringComparison.OrdinalIgnoreCase));
        if (!_login.TryTake(challenges))
        {
            report($"401 Unauthorized: {url.Host} asks for the password in the clear (Basic), where anyone on the network can read it. "
                + "If that is acceptable, add it to Ingest:BasicFor; a digest, or rtsps with a certificate, is better");
            return false;
        }

        if (pending.Tries >= MostTries || (pending.Nonce == _login.Nonce && !isStale))
        {
            return false; // the password is wrong
        }

        await SendAsync(pending.Request, pending with { Tries = pending.Tries + 1 }, stop);
        return true;
    }

    // A camera may send us to another of its paths, and to nobody else.
    private void Redirect(RtspMessage answer)
    {
        if (answer.Status is < 300 or > 399)
        {
            answer["Location"] = null;
            return;
        }

        var location = answer["Location"] ?? "";
        if (location.StartsWith(_cameraBase + "/", StringComparison.OrdinalIgnoreCase))
        {
            answer["Location"] = decoderBase + location[_cameraBase.Length..];
            return;
        }

        report($"{url.Host} redirects to '{Masking.OfAddress(location)}', which is another host. "
            + "If that address is right, use it for the camera");
        answer["Location"] = null;
        answer.Start = "RTSP/1.0 403 Forbidden";
    }

    // Over UDP the decoder would take this machine for the sender, and would answer any address that the camera names.
    private void Datagrams(RtspMessage answer)
    {
        if (string.Join(',', answer.All("Transport")) is { Length: > 0 } transports)
        {
            answer["Transport"] = string.Join(',', transports.Split(',').Select(OfCamera));
        }
    }

    private string OfCamera(string transport)
    {
        var parts = transport.Split(';').Where(part => !part.TrimStart().StartsWith("source", StringComparison.OrdinalIgnoreCase)).ToList();
        return parts[0].TrimEnd().EndsWith("/TCP", StringComparison.OrdinalIgnoreCase)
            ? string.Join(';', parts) : $"{string.Join(';', parts)};source={address}";
    }

    private async Task SendAsync(RtspMessage request, Pending pending, CancellationToken stop)
    {
        var (header, nonce) = _login?.Answer(request.Method, request.Url) ?? default;
        request["Authorization"] = header;
        lock (_pending)
        {
            if (request["CSeq"] is { } number && _pending.Count < MostPending)
            {
                _pending[number] = pending with { Nonce = nonce };
            }
        }

        await SendAsync(request.ToBytes(), stop);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await _toCamera.WaitAsync(stop);
        try
        {
            await camera.WriteAsync(bytes, stop);
        }
        finally
        {
            _toCamera.Release();
        }
    }

    /// <summary>A request that waits for its answer.</summary>
    /// <param name="Request">The request.</param>
    private sealed record Pending(RtspMessage Request)
    {
        public string? Nonce { get; init; }

        public int Tries { get; init; }
    }
}
