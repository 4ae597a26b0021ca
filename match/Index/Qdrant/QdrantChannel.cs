using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Contracts;
using Grpc.Net.Client;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Makes the channel that reaches Qdrant.</summary>
internal static class QdrantChannel
{
    // Larger than any page that is asked for; the client's own limit would be 4 MB.
    private const int LongestAnswer = 64_000_000;

    // A changed address in the DNS is noticed after this long.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    // A connection that went silent is closed, instead of every request on it one after the other.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    /// <summary>A channel to the server of the options.</summary>
    /// <exception cref="FailureException">An option is wrong.</exception>
    public static GrpcChannel Create(IndexOptions options)
    {
        var url = options.Url;
        if (url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.PathAndQuery != "/")
        {
            throw new InvalidException(
                $"Index:Url '{url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}' must be http:// or https:// with "
                + "host and gRPC port (6334), without credentials, path or query. Put the API key into Index:ApiKeyFile.");
        }

        if (options.WriteConsistency > options.Replicas)
        {
            throw new InvalidException(
                $"Index:WriteConsistency is {options.WriteConsistency}, and there are {options.Replicas} replicas (Index:Replicas) to "
                + "confirm a write. Require fewer, or keep more replicas.");
        }

        // With a file, a server is judged by its certificates alone; the name in the server's own is checked as ever.
        var trust = options.CaFile is { } file ? Trusting(file) : null;
#pragma warning disable CA2000 // The channel owns it.
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionLife,
            ConnectTimeout = options.Timeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingAfter,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = { CertificateChainPolicy = trust },
            UseProxy = url.Scheme == "https", // no proxy passes HTTP/2 on in the clear
        };
#pragma warning restore CA2000
        return GrpcChannel.ForAddress(url, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LongestAnswer,
            MaxSendMessageSize = null,
        });
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
