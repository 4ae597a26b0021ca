using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using Analytics.Contracts;

namespace Analytics.Site;

/// <summary>TLS between nodes: each proves with its certificate that it is one of the site's.</summary>
internal static class ClusterTls
{
    /// <summary>
    /// Remoting with the certificate of the options, and only with nodes of the same authority and name, in both directions.
    /// </summary>
    /// <exception cref="FailureException">No authority is named, a file cannot be used, or this node's own certificate would be
    /// refused.</exception>
    public static DotNettySslSetup Of(ClusterOptions options)
    {
#pragma warning disable CA2000 // The actor system keeps them for as long as it runs.
        var own = Read(
            "Cluster:CertificateFile", options.CertificateFile!, file => X509Certificate2.CreateFromPemFile(file, options.KeyFile));
        if (options.CaFile is not { } ca)
        {
            throw new InvalidException("Cluster:CaFile is missing: without it, any certificate of a public authority could join the site. "
                + "Name the certificate (PEM) of the authority that signed the nodes' certificates.");
        }

        var authority = Read("Cluster:CaFile", ca, file => X509Certificate2.CreateFromPem(File.ReadAllText(file)));
#pragma warning restore CA2000
        if (!IsOfSite(own, authority, options.CertificateName))
        {
            throw new InvalidException(
                $"Other nodes would reject Cluster:CertificateFile '{options.CertificateFile}': it is not valid now, does not come "
                + $"from Cluster:CaFile '{ca}', or does not carry the name '{options.CertificateName}' (Cluster:CertificateName) as a "
                + "subject "
                + $"alternative name, DNS:{options.CertificateName}.");
        }

        return new DotNettySslSetup(
            own, suppressValidation: false, requireMutualAuthentication: true,
            (certificate, _, _, _, _) => certificate is not null && IsOfSite(certificate, authority, options.CertificateName));
    }

    private static bool IsOfSite(X509Certificate2 certificate, X509Certificate2 authority, string name)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true; // a stranger's certificate may name any address
        return chain.Build(certificate) && certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false);
    }

    private static X509Certificate2 Read(string option, string file, Func<string, X509Certificate2> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidException($"{option} '{file}' cannot be used: {unusable.Message} Name a file in PEM form"
                + (option == "Cluster:CertificateFile" ? ", and the file of its key in Cluster:KeyFile." : "."));
        }
    }
}
