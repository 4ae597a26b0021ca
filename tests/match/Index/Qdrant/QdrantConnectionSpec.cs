using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

public sealed class QdrantConnectionSpec
{
    private const string Key = "a-key-that-nobody-may-read";
    private static readonly LocalAnswer Fine = new(200, """{"result":{"count":7},"status":"ok","time":0.1}""");
    private readonly Queue<LocalAnswer> _script = new();
    private LocalAnswer _last = Fine;

    [Fact]
    public async Task What_may_pass_is_tried_again()
    {
        LocalAnswer[] passing =
        [
            new(503, "Service Unavailable", null), new(500, "{}"), new(502, "<html>", "text/html"), new(504, ""),
            new(429, "") { RetryAfterSeconds = 0 }, LocalAnswer.Reset,
        ];
        foreach (var answer in passing)
        {
            await using var server = Serve(answer, answer, Fine);

            Assert.Equal(7, (await CountAsync(server.Url)).Value.Result!.Count);
            Assert.Equal(3, server.Requests.Count);
            Assert.Single(server.Requests.Select(request => request.Body).Distinct());
        }
    }

    [Fact]
    public async Task What_does_not_pass_is_told_after_the_last_attempt_and_may_recover()
    {
        _last = new(503, """{"status":{"error":"Service internal error: the disk is full"},"time":0}""");
        await using var server = Serve();

        var away = (await CountAsync(server.Url, retries: 3)).Unavailable!;

        Assert.Equal(4, server.Requests.Count);
        Assert.True(away.MayRecover);
        Assert.Contains("503: Service internal error: the disk is full.", away.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(301)]
    public async Task What_will_not_pass_is_told_at_once(int status)
    {
        _last = new(status, "");
        await using var server = Serve();

        var away = (await CountAsync(server.Url)).Unavailable!;

        Assert.Single(server.Requests);
        Assert.False(away.MayRecover);
        Assert.Contains(server.Url.Authority, away.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        _last = LocalAnswer.Silence;
        await using var server = Serve();

        var away = (await CountAsync(server.Url, retries: 1, timeout: 0.1)).Unavailable!;

        Assert.Equal(2, server.Requests.Count);
        Assert.True(away.MayRecover);
        Assert.Contains("within 0.1 s (Index:Timeout)", away.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_out_of_reach()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var away = (await CountAsync(new Uri($"http://127.0.0.1:{port}"), retries: 1)).Unavailable!;

        Assert.True(away.MayRecover);
        Assert.StartsWith($"Qdrant at http://127.0.0.1:{port} is out of reach:", away.Reason, StringComparison.Ordinal);
        Assert.EndsWith("Start it, or put Index:Url right.", away.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Welcome to nginx</html>")]
    [InlineData("null")]
    public async Task Something_else_that_answers_is_not_taken_for_Qdrant(string body)
    {
        _last = new(200, body);
        await using var server = Serve();

        var away = (await CountAsync(server.Url)).Unavailable!;

        Assert.Contains("not Qdrant's JSON", away.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_the_next_attempt_ends_with_the_token()
    {
        _last = new(503, "");
        await using var server = Serve();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var connection = new QdrantConnection(new IndexOptions { Url = server.Url, Retries = 20 }, null, TimeSpan.FromMinutes(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await CountAsync(connection, stop.Token));
    }

    [Fact]
    public async Task The_key_is_shown_to_the_server_and_to_nobody_else()
    {
        var key = new QdrantApiKey(Key);
        List<string> texts = [key.ToString(), $"{key}"];
        foreach (var status in (int[])[400, 401, 403, 404, 503])
        {
            _last = new(status, "");
            await using var server = Serve();
            texts.Add((await CountAsync(server.Url, retries: 0)).Unavailable!.ToString());
            Assert.All(server.Requests, request => Assert.Equal(Key, request.Key));
        }

        texts.Add((await CountAsync(new Uri("http://127.0.0.1:1"), retries: 0)).Unavailable!.ToString());
        Assert.All(texts, text => Assert.DoesNotContain(Key, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_key_comes_from_the_file_else_from_the_environment()
    {
        using var file = new TempFile(".key");
        File.WriteAllText(file.Path, $"{Key}\n");
        IndexOptions options = new() { ApiKeyFile = file.Path };

        Assert.Equal(Key, Shown(QdrantApiKey.Read(options, _ => "other")));
        Assert.Equal("other", Shown(QdrantApiKey.Read(new IndexOptions(), _ => "other")));
        Assert.Null(QdrantApiKey.Read(new IndexOptions(), _ => null));
        File.WriteAllText(file.Path, "two words\n");
        var refused = Assert.ThrowsAny<FailureException>(() => QdrantApiKey.Read(options, _ => null));
        Assert.DoesNotContain("two words", refused.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<FailureException>(() => QdrantApiKey.Read(options with { ApiKeyFile = file.Path + ".none" }, _ => null));
    }

    [Theory]
    [InlineData("http://user:secret@localhost:6333")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost:6333/?api-key=secret")]
    public void An_address_with_credentials_or_of_another_kind_is_refused_without_showing_them(string url)
    {
        var refused = Assert.ThrowsAny<FailureException>(() => new QdrantConnection(new IndexOptions { Url = new Uri(url) }, null));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_trusted_when_its_authority_is_named()
    {
        using var file = new TempFile(".pem");
        using var certificate = Certificate();
        await File.WriteAllTextAsync(file.Path, certificate.ExportCertificatePem());
        await using var server = new LocalHttp(_ => Fine, certificate);

        var trusted = await CountAsync(server.Url, ca: file.Path);
        var distrusted = await CountAsync(server.Url);

        Assert.Equal(7, trusted.Value.Result!.Count);
        Assert.False(distrusted.Unavailable!.MayRecover);
        Assert.Contains("Index:CaFile", distrusted.Unavailable.Reason, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private LocalHttp Serve(params LocalAnswer[] script)
    {
        _script.Clear();
        script.ToList().ForEach(_script.Enqueue);
        return new LocalHttp(_ => _script.TryDequeue(out var next) ? next : _last);
    }

    private static async Task<IndexAnswer<Reply<Counted>>> CountAsync(Uri url, int retries = 4, double timeout = 10, string? ca = null)
    {
        IndexOptions options = new() { Url = url, Retries = retries, Timeout = TimeSpan.FromSeconds(timeout), CaFile = ca };
        using var connection = new QdrantConnection(options, new QdrantApiKey(Key), TimeSpan.FromMilliseconds(1));
        return await CountAsync(connection, CancellationToken.None);
    }

    private static async Task<IndexAnswer<Reply<Counted>>> CountAsync(QdrantConnection connection, CancellationToken cancellationToken) =>
        await connection.PostAsync(
            "collections/people/points/count", new CountPoints(Exact: true, null),
            QdrantJson.Default.CountPoints, QdrantJson.Default.ReplyCounted, cancellationToken);

    private static string Shown(QdrantApiKey? key)
    {
        using var client = new HttpClient();
        key!.Sign(client);
        return client.DefaultRequestHeaders.GetValues("api-key").Single();
    }

    private static X509Certificate2 Certificate()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
