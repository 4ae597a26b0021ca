using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Cluster;
using Analytics.Contracts;
using Analytics.Host.Cluster;
using Xunit;

namespace Analytics.Tests.Host.Cluster;

/// <summary>Nodes of one origin find each other; one of another origin stays outside.</summary>
[FullTier]
public sealed class ClusterTlsSpec(FolderFixture folder) : IClassFixture<FolderFixture>
{
    private readonly string _folder = folder.Create(Guid.NewGuid().ToString("N"));
    private readonly int _seed = RtspServer.FreePort();

    [Fact]
    public async Task A_node_with_a_certificate_of_another_origin_stays_outside()
    {
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        await using var first = await SiteSystem.StartAsync(Options(_seed, ours, "first"));
        await using var second = await SiteSystem.StartAsync(Options(RtspServer.FreePort(), ours, "second"));
        await UntilAsync(() => first.Members == 2 && second.Members == 2);

        await using var stranger = await SiteSystem.StartAsync(Options(RtspServer.FreePort(), theirs, "stranger"));
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);

        Assert.NotEqual(MemberStatus.Up, stranger.Status);
        Assert.Equal(2, first.Members);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_named_with_the_remedy()
    {
        var file = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(file, "no certificate");

        var error = Assert.Throws<UserErrorException>(() => ClusterTls.Of(new ClusterOptions { CertificateFile = file, KeyFile = file }));

        Assert.Contains($"Cluster:CertificateFile '{file}' cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Contains("Cluster:KeyFile", error.Message, StringComparison.Ordinal);
    }

    private ClusterOptions Options(int port, X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return new ClusterOptions
        {
            Port = port,
            Seeds = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_seed}")],
            CertificateFile = Write($"{name}.pem", certificate.ExportCertificatePem()),
            KeyFile = Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()),
            CaFile = Write($"{name}-ca.pem", authority.ExportCertificatePem()),
        };
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 300 && !holds(); i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(holds());
    }
}
