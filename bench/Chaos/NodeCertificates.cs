using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// What the nodes of a trial in several networks show each other: a certificate of an authority that is gone after the trial.
/// </summary>
internal static class NodeCertificates
{
    /// <summary>Writes them into a folder; returns the settings of a node, KEY=VALUE.</summary>
    public static IReadOnlyList<string> MakeIn(string folder)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var authorityKey = RSA.Create(2048);
        var request = Request("trial", authorityKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, until);
        using var key = RSA.Create(2048);
        request = Request("node", key);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("analytics");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        return
        [
            $"Cluster:CaFile={Write("ca.pem", authority.ExportCertificatePem())}",
            $"Cluster:CertificateFile={Write("node.pem", certificate.ExportCertificatePem())}",
            $"Cluster:KeyFile={Write("node.key", key.ExportPkcs8PrivateKeyPem())}",
        ];

        string Write(string name, string text)
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, text);
            return file;
        }
    }

    private static CertificateRequest Request(string name, RSA key) =>
        new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
