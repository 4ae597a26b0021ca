using Analytics.Contracts;

namespace Analytics.Ingest.Links;

/// <summary>
/// The way from a stream's camera to its decoder. The decoder never sees an address or a credential: it reads what this hands it.
/// </summary>
internal interface ICameraLink : IDisposable
{
    /// <summary>What the decoder opens instead of the camera; none where it reads <see cref="Body"/>.</summary>
    string? Url { get; }

    /// <summary>
    /// What the decoder reads on its standard input; none where it opens <see cref="Url"/>. The decoder's process disposes it.
    /// </summary>
    Stream? Body { get; }

    /// <summary>What <see cref="Body"/> is, by ffmpeg's name for it; none: ffmpeg finds out.</summary>
    string? Format { get; }

    /// <summary>Why the camera cannot be read, where this is not known to the decoder.</summary>
    string? Fault { get; }
}

/// <summary>Opens links.</summary>
internal static class CameraLink
{
    /// <summary>Opens the link to a stream.</summary>
    /// <exception cref="IOException">The camera cannot be reached, or refuses.</exception>
    /// <exception cref="FailureException">It must not be reached.</exception>
    public static async Task<ICameraLink> OpenAsync(CameraSpec camera, CancellationToken stop) =>
        camera.Source.Kind == CameraSourceKind.RtspStream ? await RtspRelay.OpenAsync(camera, stop)
            : await HttpLink.OpenAsync(camera, stop);

    /// <summary>Whether the operator lets a camera have the password in the clear.</summary>
    public static bool MayHavePlainPassword(CameraSpec camera) =>
        camera.Source.Endpoint is var (host, port)
        && Destinations.Parse(camera.Options.BasicFor, "Ingest:BasicFor").Contain(host, Literal(host), port);

    /// <summary>The address that a host is written as; none of a name.</summary>
    public static System.Net.IPAddress? Literal(string host) => System.Net.IPAddress.TryParse(host, out var address) ? address : null;
}
