using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Contracts;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Makes the client that reaches Qdrant.</summary>
internal static class QdrantHttp
{
    // A changed address in the DNS is noticed after this long.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>A client for the server of the options; it follows no redirect, which might carry the key elsewhere.</summary>
    /// <exception cref="FailureException">An option is wrong.</exception>
    public static HttpClient Create(IndexOptions options, QdrantApiKey? key)
    {
        var url = options.Url;
        if (url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            throw new InvalidException(
                $"Index:Url '{url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}' must be http:// or https:// with "
                + "host and port, without credentials or a query. The API key belongs into Index:ApiKeyFile.");
        }

        // With a file, a server is judged by its certificates alone; the name in the server's own is checked as ever.
        var trust = options.CaFile is { } file ? Trusting(file) : null;
#pragma warning disable CA2000 // The client owns it.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLife, ConnectTimeout = options.Timeout,
            SslOptions = { CertificateChainPolicy = trust },
        };
#pragma warning restore CA2000

        // The time limit is that of an attempt and lies in QdrantConnection.
        var client = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"), Timeout = Timeout.InfiniteTimeSpan,
        };
        key?.Sign(client);
        return client;
    }

    private static X509ChainPolicy Trusting(string file)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidException($"Index:CaFile '{file}' cannot be read: {exception.Message} Name a file of PEM certificates.");
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new InvalidException($"Index:CaFile '{file}' holds no certificate. Name a file of PEM certificates.");
    }
}
