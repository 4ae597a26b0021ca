using System.Text;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Ingest.Links;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Ingest.Links;

/// <summary>What a camera gets of us over HTTP, and where it can send us.</summary>
[FullTier]
public sealed class HttpLinkSpec
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\nContent-Length: 4\r\n\r\n--b\n";
    private const string Digest = "WWW-Authenticate: Digest realm=\"x\", nonce=\"n1\", qop=\"auth\"\r\n";
    private const string Basic = "WWW-Authenticate: Basic realm=\"x\"\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_digest_is_answered_and_the_body_goes_to_the_decoder()
    {
        using var camera = new FakeCamera(
            request => FakeCamera.Header(request, "Authorization").Length > 0 ? Fine : Asking(Basic + Digest));
        using var link = await OpenAsync(camera, "admin:hunter22@");

        Assert.Equal("mpjpeg", link.Format);
        Assert.Null(link.Url);
        using var body = new StreamReader(link.Body!);
        Assert.Equal("--b\n", await body.ReadToEndAsync(Token));
        Assert.All(camera.Requests, request => Assert.StartsWith("GET /video.cgi?x=1 HTTP/1.1", request, StringComparison.Ordinal));
        Assert.Equal("", FakeCamera.Header(camera.Requests[0], "Authorization"));
        Assert.StartsWith("Digest username=\"admin\"", FakeCamera.Header(camera.Requests[^1], "Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_the_clear_is_for_those_that_the_operator_names()
    {
        using var camera = new FakeCamera(request => FakeCamera.Header(request, "Authorization").Length > 0 ? Fine : Asking(Basic));

        var refused = await Assert.ThrowsAsync<IOException>(() => OpenAsync(camera, "admin:hunter22@"));

        Assert.Contains("Ingest:BasicFor", refused.Message, StringComparison.Ordinal);
        Assert.All(camera.Requests, request => Assert.Equal("", FakeCamera.Header(request, "Authorization")));
        using var allowed = await OpenAsync(camera, "admin:hunter22@", new IngestOptions { BasicFor = [$"127.0.0.1:{camera.Port}"] });
        Assert.StartsWith("Basic ", FakeCamera.Header(camera.Requests[^1], "Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_followed_to_another_host()
    {
        using var camera = new FakeCamera(_ =>
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\nContent-Length: 0\r\n\r\n");

        var refused = await Assert.ThrowsAsync<IOException>(() => OpenAsync(camera, "admin:hunter22@"));

        Assert.Contains("http://169.254.169.254/latest/meta-data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_path_of_the_same_camera_is_followed_and_another_port_gets_no_credentials()
    {
        using var second = new FakeCamera(request => request.StartsWith("GET /new ", StringComparison.Ordinal) ? Asking(Digest) : Fine);
        using var first = new FakeCamera(
            _ => $"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:{second.Port}/new\r\nContent-Length: 0\r\n\r\n");

        await Assert.ThrowsAsync<IOException>(() => OpenAsync(first, "admin:hunter22@"));

        Assert.All(second.Requests, request => Assert.Equal("", FakeCamera.Header(request, "Authorization")));
        Assert.NotEmpty(second.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\nContent-Length: 0\r\n\r\n", "playlist")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404 Not Found")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", "Ingest:CredentialsFile")]
    public async Task What_is_no_stream_is_named(string answer, string reason)
    {
        using var camera = new FakeCamera(_ => answer);

        Assert.Contains(reason, (await Assert.ThrowsAsync<IOException>(() => OpenAsync(camera, ""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_of_a_site_is_not_looked_for_on_this_machine()
    {
        using var camera = new FakeCamera(_ => Fine);
        var spec = Camera(camera, "", new IngestOptions()) with { Rules = new SiteRules(new IngestOptions(), () => []) };

        await Assert.ThrowsAnyAsync<FailureException>(() => CameraLink.OpenAsync(spec, Token));

        Assert.Empty(camera.Requests);
    }

    [Fact]
    public async Task Pictures_come_out_of_a_real_decoder()
    {
        using var mat = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(90));
        var jpeg = mat.ToBytes(".jpg");
        byte[] part = [
            .. Encoding.ASCII.GetBytes($"--b\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), .. jpeg, .. "\r\n"u8];
        byte[] head = [.. "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n"u8];
        using var camera = new FakeCamera(request => FakeCamera.Header(request, "Authorization").Length > 0
            ? head
            : Encoding.ASCII.GetBytes(Asking(Digest)))
        { Picture = part };
        await using var rig = new CameraRig(
            $"http://admin:hunter22@127.0.0.1:{camera.Port}/video.mjpg", new IngestOptions { Motion = false });

        await rig.NextFrameAsync(20);

        Assert.Equal((64, 48), (rig.Frames[0].Width, rig.Frames[0].Height));
        Assert.DoesNotContain("admin", rig.CommandLine(), StringComparison.Ordinal);
    }

    private static string Asking(string challenges) => $"HTTP/1.1 401 Unauthorized\r\n{challenges}Content-Length: 0\r\n\r\n";

    private static CameraSpec Camera(FakeCamera camera, string credentials, IngestOptions options) =>
        new(new CameraId("x"), CameraSource.Parse($"http://{credentials}127.0.0.1:{camera.Port}/video.cgi?x=1"), options);

    private static Task<ICameraLink> OpenAsync(FakeCamera camera, string credentials, IngestOptions? options = null) =>
        CameraLink.OpenAsync(Camera(camera, credentials, options ?? new IngestOptions()), Token);
}
