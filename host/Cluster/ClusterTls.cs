using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using Analytics.Contracts;

namespace Analytics.Host.Cluster;

/// <summary>TLS between nodes: each proves with its certificate that it is one of the site's.</summary>
internal static class ClusterTls
{
    /// <summary>Remoting with the certificate of the options, and with others of the same origin alone.</summary>
    /// <exception cref="UserErrorException">A file cannot be used.</exception>
    public static DotNettySslSetup Of(ClusterOptions options)
    {
#pragma warning disable CA2000 // The actor system keeps them for as long as it runs.
        var own = Read("Cluster:CertificateFile", options.CertificateFile!, file => X509Certificate2.CreateFromPemFile(file, options.KeyFile));
        var origin = options.CaFile is { } ca ? Read("Cluster:CaFile", ca, file => X509Certificate2.CreateFromPem(File.ReadAllText(file))) : null;
#pragma warning restore CA2000
        return origin is null
            ? new DotNettySslSetup(own, suppressValidation: false, requireMutualAuthentication: true)
            : new DotNettySslSetup(own, false, true, (certificate, _, _, _, _) => certificate is not null && ComesFrom(origin, certificate));
    }

    private static bool ComesFrom(X509Certificate2 origin, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(origin);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2 Read(string option, string file, Func<string, X509Certificate2> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UserErrorException($"{option} '{file}' cannot be used: {unusable.Message} Name a file in PEM form"
                + (option == "Cluster:CertificateFile" ? ", and that of its key in Cluster:KeyFile." : "."));
        }
    }
}
