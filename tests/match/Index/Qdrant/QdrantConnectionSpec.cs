using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;
using Qdrant.Client.Grpc;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

public sealed class QdrantConnectionSpec
{
    private const string Key = "a-key-that-nobody-may-read";
    private static readonly GrpcAnswer Fine = GrpcAnswer.Of(new CountResponse { Result = new CountResult { Count = 7 } });
    private readonly Queue<GrpcAnswer> _script = new();
    private GrpcAnswer _last = Fine;

    [Fact]
    public async Task What_may_pass_is_tried_again()
    {
        GrpcAnswer[] passing =
        [
            new(StatusCode.Unavailable, "starting"), new(StatusCode.Internal, "Service internal error: tcp connect error"),
            new(StatusCode.DeadlineExceeded), new(StatusCode.ResourceExhausted) { RetryAfter = "0" }, new(StatusCode.OK) { Page = 503 },
            GrpcAnswer.Reset,
        ];
        foreach (var answer in passing)
        {
            await using var server = Serve(answer, answer, Fine);

            Assert.Equal(7u, (await CountAsync(server.Url)).Value.Result.Count);
            Assert.Equal(3, server.Requests.Count);
            Assert.Single(server.Requests.Select(request => Convert.ToBase64String(request.Body)).Distinct());
        }
    }

    [Fact]
    public async Task What_does_not_pass_is_reported_after_the_last_attempt_and_may_recover()
    {
        _last = new(StatusCode.Internal, "Service internal error: the disk is full");
        await using var server = Serve();

        var away = (await CountAsync(server.Url, retries: 3)).Unavailable!;

        Assert.Equal(4, server.Requests.Count);
        Assert.True(away.MayRecover);
        Assert.Contains("failed: Service internal error: the disk is full.", away.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.AlreadyExists)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task What_will_not_pass_is_reported_at_once(StatusCode status)
    {
        _last = new(status);
        await using var server = Serve();

        var away = (await CountAsync(server.Url)).Unavailable!;

        Assert.Single(server.Requests);
        Assert.False(away.MayRecover);
        Assert.Contains(server.Url.Authority, away.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        _last = GrpcAnswer.Silence;
        await using var server = Serve();

        var away = (await CountAsync(server.Url, retries: 1, timeout: 3)).Unavailable!;

        Assert.Equal(2, server.Requests.Count);
        Assert.True(away.MayRecover);
        Assert.Contains("within 3 s (Index:Timeout)", away.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_waited_for_as_long_as_it_says_and_not_longer_than_a_minute()
    {
        FakeTimeProvider time = new();
        await using var server = Serve(new GrpcAnswer(StatusCode.ResourceExhausted, "Retry after 30s") { RetryAfter = "30" });
        IndexOptions options = new() { Url = server.Url, Timeout = TimeSpan.FromMinutes(10) };

        var count = CountAsync(options, time);
        await UntilAsync(() => server.Requests.Count == 1);
        for (var second = 0; second < 29; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.False(count.IsCompleted);
        Assert.Single(server.Requests);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return count.IsCompleted;
        });
        Assert.Equal(7u, (await count).Value.Result.Count);
        Assert.Equal(2, server.Requests.Count);

        _last = new(StatusCode.ResourceExhausted, "Retry after 300s") { RetryAfter = "300" };
        Assert.True((await CountAsync(server.Url)).Unavailable!.MayRecover);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task What_a_server_finds_too_large_comes_in_pieces_and_in_order()
    {
        List<int> sizes = [];
        await using LocalGrpc server = new(asked =>
        {
            var ids = GetPoints.Parser.ParseFrom(asked.Body).Ids;
            sizes.Add(ids.Count);
            return ids.Count > 3
                ? new GrpcAnswer(StatusCode.ResourceExhausted, "please try to split your request")
                : GrpcAnswer.Of(new GetResponse { Result = { ids.Select(id => new RetrievedPoint { Id = id }) } });
        });
        using var connection = new QdrantConnection(new IndexOptions { Url = server.Url }, null, TimeProvider.System);
        List<PointId> asked = [.. Enumerable.Range(0, 10).Select(number => (PointId)(ulong)number)];

        var answers = await connection.AskAsync<PointId, GetResponse>(
            asked, some => (qdrant, call) => qdrant.Points.GetAsync(new GetPoints { Ids = { some } }, call), CancellationToken.None);

        Assert.Equal(asked, answers.Value.SelectMany(answer => answer.Result).Select(point => point.Id));
        Assert.Equal([10, 5, 2, 3, 5, 2, 3], sizes);
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
        Assert.EndsWith("Start it, or correct Index:Url.", away.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, 400)]
    [InlineData(HttpProtocols.Http2, 200)]
    [InlineData(HttpProtocols.Http2, 404)]
    public async Task What_answers_without_gRPC_as_the_REST_port_does_is_reported_so_at_once(HttpProtocols protocols, int status)
    {
        await using LocalGrpc server = new(_ => new GrpcAnswer(StatusCode.OK, "<html>") { Page = status }, protocols: protocols);

        var away = (await CountAsync(server.Url)).Unavailable!;

        Assert.Contains("gRPC port is 6334 (6333 is its REST port)", away.Reason, StringComparison.Ordinal);
        Assert.False(away.MayRecover);
        Assert.InRange(server.Requests.Count, 0, 1);
    }

    [Fact]
    public async Task Waiting_for_the_next_attempt_ends_with_the_token()
    {
        _last = new(StatusCode.Unavailable);
        await using var server = Serve();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var connection = new QdrantConnection(
            new IndexOptions { Url = server.Url, Retries = 20 }, null, TimeProvider.System, TimeSpan.FromMinutes(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await CountAsync(connection, stop.Token));
    }

    [Fact]
    public async Task The_key_is_shown_to_the_server_and_to_nobody_else()
    {
        var key = new QdrantApiKey(Key);
        List<string> texts = [key.ToString(), $"{key}"];
        foreach (var status in (StatusCode[])[
            StatusCode.InvalidArgument, StatusCode.Unauthenticated, StatusCode.NotFound, StatusCode.Unavailable])
        {
            _last = new(status);
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
    [InlineData("http://user:secret@localhost:6334")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost:6334/secret")]
    [InlineData("http://localhost:6334/?api-key=secret")]
    public void An_address_with_credentials_or_of_another_kind_is_refused_without_showing_them(string url)
    {
        var refused = Assert.ThrowsAny<FailureException>(
            () => new QdrantConnection(new IndexOptions { Url = new Uri(url) }, null, TimeProvider.System));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_trusted_when_its_authority_is_named()
    {
        using var file = new TempFile(".pem");
        using var certificate = Certificate();
        await File.WriteAllTextAsync(file.Path, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using LocalGrpc server = new(_ => Fine, certificate);

        var trusted = await CountAsync(server.Url, ca: file.Path);
        var distrusted = await CountAsync(server.Url);

        Assert.Equal(7u, trusted.Value.Result.Count);
        Assert.False(distrusted.Unavailable!.MayRecover);
        Assert.Contains("Index:CaFile", distrusted.Unavailable.Reason, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private LocalGrpc Serve(params GrpcAnswer[] script)
    {
        _script.Clear();
        script.ToList().ForEach(_script.Enqueue);
        return new LocalGrpc(_ => _script.TryDequeue(out var next) ? next : _last);
    }

    private static async Task<IndexAnswer<CountResponse>> CountAsync(Uri url, int retries = 4, double timeout = 10, string? ca = null)
    {
        IndexOptions options = new() { Url = url, Retries = retries, Timeout = TimeSpan.FromSeconds(timeout), CaFile = ca };
        using var connection = new QdrantConnection(options, new QdrantApiKey(Key), TimeProvider.System, TimeSpan.FromMilliseconds(1));
        return await CountAsync(connection, CancellationToken.None);
    }

    private static async Task<IndexAnswer<CountResponse>> CountAsync(QdrantConnection connection, CancellationToken cancellationToken) =>
        await connection.AskAsync(
            (qdrant, call) =>
                qdrant.Points.CountAsync(new CountPoints { CollectionName = "people", Exact = true }, call), cancellationToken);

    private static async Task<IndexAnswer<CountResponse>> CountAsync(IndexOptions options, TimeProvider time)
    {
        using var connection = new QdrantConnection(options, null, time);
        return await CountAsync(connection, CancellationToken.None);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var look = 0; !holds(); look++)
        {
            Assert.InRange(look, 0, 2000);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static string Shown(QdrantApiKey? key) => key!.Sign([]).GetValue("api-key")!;

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
