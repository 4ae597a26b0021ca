using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Cluster;
using Akka.Event;
using Analytics.Contracts;
using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Site;

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
    public void Only_certificates_of_the_authority_that_carry_the_name_are_of_the_site()
    {
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        var validate = ClusterTls.Of(Options(_seed, ours, "first")).CustomValidator!;

        bool IsTaken(X509Certificate2? certificate) => validate(certificate, null, "10.0.0.9", SslPolicyErrors.None, NoLogger.Instance);

        using var second = Certificate(ours, "second", Names("10.0.0.2", "analytics"));
        using var printer = Certificate(ours, "analytics", Names("printer.example"));
        using var nameless = Certificate(ours, "analytics", null);
        using var stranger = Certificate(theirs, "stranger", Names("analytics"));
        using var old = Certificate(ours, "old", Names("analytics"), until: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.True(IsTaken(second));
        Assert.All([printer, nameless, stranger, old, null], certificate => Assert.False(IsTaken(certificate), certificate?.Subject));
    }

    [Fact]
    public void Without_an_authority_of_its_own_a_node_does_not_start()
    {
        using var ours = Authority("ours");
        var options = Options(_seed, ours, "first") with { CaFile = null };

        Action[] starts = [() => ClusterSetup.Check(options), () => ClusterTls.Of(options)];
        Assert.All(starts,
            start => Assert.Contains(
                "Cluster:CaFile is missing", Assert.ThrowsAny<FailureException>(start).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_that_other_nodes_would_refuse_is_refused_by_its_own()
    {
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        var options = Options(_seed, ours, "first");
        ClusterSetup.Check(options);

        ClusterOptions[] wrong = [
            options with { CertificateName = "other" }, options with { CaFile = Options(_seed, theirs, "theirs").CaFile }];
        Assert.All(
            wrong,
            refused => Assert.Contains(
                "Other nodes would "
                + "reject", Assert.ThrowsAny<FailureException>(() => ClusterSetup.Check(refused)).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("localhost", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("10.0.0.1", "127.0.0.1", true)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("node-1", null, false)]
    [InlineData("127.0.0.1", "0.0.0.0", false)]
    [InlineData("127.0.0.1", "::", false)]
    public void Where_other_machines_reach_it_a_node_speaks_TLS_or_does_not_start(string host, string? bind, bool starts)
    {
        var fault = Record.Exception(() => ClusterSetup.Check(new ClusterOptions { Host = host, Bind = bind }));

        Assert.Equal(starts, fault is null);
        Assert.True(
            starts || (fault is FailureException && fault.Message.Contains("Set Cluster:CertificateFile", StringComparison.Ordinal)),
            fault?.Message);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_named_with_the_remedy()
    {
        var file = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(file, "no certificate");

        var error = Assert.ThrowsAny<FailureException>(() => ClusterTls.Of(new ClusterOptions { CertificateFile = file, KeyFile = file }));

        Assert.Contains($"Cluster:CertificateFile '{file}' cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Contains("Cluster:KeyFile", error.Message, StringComparison.Ordinal);
    }

    private ClusterOptions Options(int port, X509Certificate2 authority, string name)
    {
        using var certificate = Certificate(authority, name, Names("analytics"));
        using var key = certificate.GetRSAPrivateKey()!;
        return new ClusterOptions
        {
            Port = port,
            Seeds = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_seed}")],
            CertificateFile = Write($"{name}.pem", certificate.ExportCertificatePem()),
            KeyFile = Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()),
            CaFile = Write($"{name}-ca.pem", authority.ExportCertificatePem()),
        };
    }

    private static X509Certificate2 Certificate(
        X509Certificate2 authority, string subject, X509Extension? names, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddDays(-1), until ?? DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Extension Names(params string[] names)
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (var name in names)
        {
            builder.AddDnsName(name);
        }

        return builder.Build();
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
