using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Analytics.Ingest;
using Analytics.Ingest.Links;
using Xunit;

namespace Analytics.Tests.Ingest.Links;

/// <summary>What a camera gets of us, and a decoder of a camera, over RTSP.</summary>
public sealed class RtspRelaySpec
{
    private const string Fine = "RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\n\r\n";
    private const string Password = "hun ter\"2@2/ü";
    private const string Digest = "WWW-Authenticate: Digest realm=\"a \\\"b\\\"\", nonce=\"n1\"\r\n";
    private const string Basic = "WWW-Authenticate: Basic realm=\"x\"\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_camera_that_asks_for_a_digest_is_answered_and_the_decoder_hears_nothing_of_it()
    {
        using var camera = new FakeCamera(
            request => FakeCamera.Header(request, "Authorization").Length > 0 ? Fine : Asking(Basic + Digest));
        using var link = await OpenAsync(camera, Credentials);
        using var decoder = new FakeDecoder(link);

        var answer = await decoder.AskAsync("DESCRIBE");

        Assert.StartsWith("RTSP/1.0 200 OK", answer, StringComparison.Ordinal);
        Assert.Null(link.Fault);
        Assert.Equal(2, camera.Requests.Count);
        var authorization = FakeCamera.Header(camera.Requests[1], "Authorization");
        var url = $"rtsp://127.0.0.1:{camera.Port}/live?x=1";
        Assert.StartsWith($"DESCRIBE {url} RTSP/1.0\r\n", camera.Requests[1], StringComparison.Ordinal);
        var response = Md5($"{Md5($"admin:a \"b\":{Password}")}:n1:{Md5($"DESCRIBE:{url}")}"); // RFC 2617, 3.2.2.1, without qop
        Assert.Equal(
            $"Digest username=\"admin\", realm=\"a \\\"b\\\"\", nonce=\"n1\", uri=\"{url}\", response=\"{response}\"", authorization);
        Assert.DoesNotContain("admin", link.Url, StringComparison.Ordinal);

        await decoder.AskAsync("SETUP");
        Assert.StartsWith("Digest ", FakeCamera.Header(camera.Requests[2], "Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_the_clear_is_for_those_that_the_operator_names()
    {
        using var camera = new FakeCamera(request => FakeCamera.Header(request, "Authorization").Length > 0 ? Fine : Asking(Basic));
        using (var refused = await OpenAsync(camera, Credentials))
        using (var decoder = new FakeDecoder(refused))
        {
            Assert.StartsWith("RTSP/1.0 401", await decoder.AskAsync("DESCRIBE"), StringComparison.Ordinal);
            Assert.Contains("Ingest:BasicFor", refused.Fault, StringComparison.Ordinal);
        }

        Assert.All(camera.Requests, request => Assert.Equal("", FakeCamera.Header(request, "Authorization")));

        using var allowed = await OpenAsync(camera, Credentials, new IngestOptions { BasicFor = ["127.0.0.0/8"] });
        using var second = new FakeDecoder(allowed);
        Assert.StartsWith("RTSP/1.0 200", await second.AskAsync("DESCRIBE"), StringComparison.Ordinal);
        Assert.Equal(
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Password}"))}",
            FakeCamera.Header(camera.Requests[^1], "Authorization"));
    }

    [Fact]
    public async Task A_camera_that_takes_a_digest_first_and_then_wants_the_password_does_not_get_it()
    {
        using var camera = new FakeCamera(request => FakeCamera.Header(request, "Authorization").Length == 0 ? Asking(Digest)
            : request.StartsWith("DESCRIBE", StringComparison.Ordinal) ? Fine : Asking(Basic));
        using var link = await OpenAsync(camera, Credentials);
        using var decoder = new FakeDecoder(link);

        Assert.StartsWith("RTSP/1.0 200", await decoder.AskAsync("DESCRIBE"), StringComparison.Ordinal);
        Assert.StartsWith("RTSP/1.0 401", await decoder.AskAsync("SETUP"), StringComparison.Ordinal);

        Assert.DoesNotContain(
            camera.Requests, request => FakeCamera.Header(request, "Authorization").StartsWith("Basic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_and_a_stale_digest_again()
    {
        var asked = 0;
        using var camera = new FakeCamera(_ => ++asked switch
        {
            1 or 2 => Asking(
                $"WWW-Authenticate: Digest realm=\"x\", nonce=\"n{asked}\", qop=\"auth\", algorithm=SHA-256, stale=true, opaque=\"o\"\r\n"),
            3 => Fine,
            _ => Asking("WWW-Authenticate: Digest realm=\"x\", nonce=\"n2\"\r\n"),
        });
        using var link = await OpenAsync(camera, Credentials);
        using var decoder = new FakeDecoder(link);

        Assert.StartsWith("RTSP/1.0 200", await decoder.AskAsync("DESCRIBE"), StringComparison.Ordinal);
        Assert.Contains("nonce=\"n2\"", camera.Requests[2], StringComparison.Ordinal);
        Assert.Contains("qop=auth, nc=00000001", camera.Requests[2], StringComparison.Ordinal);
        Assert.StartsWith("RTSP/1.0 401", await decoder.AskAsync("SETUP"), StringComparison.Ordinal);
        Assert.Equal(4, camera.Requests.Count);
        Assert.Null(link.Fault);
    }

    [Fact]
    public async Task A_camera_that_asks_where_there_are_no_credentials_is_named_with_the_remedy()
    {
        using var camera = new FakeCamera(_ => Asking(Basic));
        using var link = await OpenAsync(camera, "");
        using var decoder = new FakeDecoder(link);

        Assert.StartsWith("RTSP/1.0 401", await decoder.AskAsync("DESCRIBE"), StringComparison.Ordinal);

        Assert.Contains("Ingest:CredentialsFile", link.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_followed_to_another_host()
    {
        using var other = new FakeCamera(_ => Asking(Basic));
        using var camera = new FakeCamera(_ =>
            $"RTSP/1.0 302 Moved\r\nCSeq: {{cseq}}\r\nLocation: rtsp://127.0.0.1:{other.Port}/elsewhere\r\n\r\n");
        using var link = await OpenAsync(camera, Credentials);
        using var decoder = new FakeDecoder(link);

        var answer = await decoder.AskAsync("DESCRIBE");

        Assert.StartsWith("RTSP/1.0 403", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Location", answer, StringComparison.Ordinal);
        Assert.Contains($"rtsp://127.0.0.1:{other.Port}/elsewhere", link.Fault, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("RTSP/1.0  302 Moved\r\nCSeq: {cseq}\r\nLocation: {other}\r\n\r\n")]
    [InlineData("RTSP/1.0\t302 Moved\r\nCSeq: {cseq}\r\nLocation: {other}\r\n\r\n")]
    [InlineData("RTSP/1.0 302x Moved\r\nCSeq: {cseq}\r\nLocation: {other}\r\n\r\n")]
    [InlineData("RTSP/1.0 302 Moved\r\nCSeq: {cseq}\r\nLoca\rtion: {other}\r\n\r\n")]
    [InlineData(
        "RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\nContent-Length: 90\r\nContent-Length: 0\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: "
            + "{other}\r\n\r\n                ")]
    [InlineData("RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\nContent-Length: -1\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: {other}\r\n\r\n")]
    [InlineData("RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\nLocation: {other}\r\n\r\n")]
    [InlineData("RTSP/1.0 200 OK\nCSeq: {cseq}\n\nRTSP/1.0 302 Moved\nLocation: {other}\r\n\r\n")]
    public async Task What_a_decoder_could_take_for_a_redirect_does_not_reach_it(string answer)
    {
        using var camera = new FakeCamera(_ => answer.Replace("{other}", "rtsp://127.0.0.1:9/elsewhere", StringComparison.Ordinal));
        using var link = await OpenAsync(camera, "");
        using var decoder = new FakeDecoder(link);
        await decoder.SendAsync("DESCRIBE");

        Assert.DoesNotContain("elsewhere", await decoder.ReadAllAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_of_no_frame_and_no_message_does_not_reach_the_decoder()
    {
        using var camera = new FakeCamera(
            _ => (byte[]?)[(byte)'1', .. "$\0\0\x04"u8, .. "\n\nab"u8, .. "23"u8, .. "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"u8]);
        using var link = await OpenAsync(camera, "");
        using var decoder = new FakeDecoder(link);
        await decoder.SendAsync("PLAY");

        Assert.Equal("$\0\0\x04\n\nabRTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", await decoder.ReadAllAsync());
    }

    [Fact]
    public async Task Another_path_of_the_same_camera_is_followed()
    {
        FakeCamera? camera = null;
        using var itself = camera = new FakeCamera(request => request.Contains("/live", StringComparison.Ordinal)
            ? $"RTSP/1.0 301 Moved\r\nCSeq: {{cseq}}\r\nLocation: rtsp://127.0.0.1:{camera!.Port}/new\r\n\r\n" : Fine);
        using var link = await OpenAsync(camera, Credentials);
        string location;
        using (var decoder = new FakeDecoder(link))
        {
            location = FakeCamera.Header(await decoder.AskAsync("DESCRIBE"), "Location");
        }

        using var again = new FakeDecoder(location);

        Assert.StartsWith("RTSP/1.0 200", await again.AskAsync("DESCRIBE"), StringComparison.Ordinal);
        Assert.Contains($"DESCRIBE rtsp://127.0.0.1:{camera.Port}/new RTSP/1.0", camera.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Media_passes_as_it_is_between_the_answers()
    {
        byte[] media = [(byte)'$', 0, 0, 8, .. "RTSP/1.0"u8, (byte)'$', 1, 1, 4, .. Enumerable.Repeat((byte)'$', 260)];
        using var camera = new FakeCamera(request => (byte[]?)
            [.. media, .. Encoding.ASCII.GetBytes(
                $"RTSP/1.0 200 OK\r\nCSeq: {FakeCamera.Header(request, "CSeq")}\r\nContent-Length: 4\r\n\r\nv=0\n"), .. media]);
        using var link = await OpenAsync(camera, "");
        using var decoder = new FakeDecoder(link);
        await decoder.SendAsync("PLAY");

        var got = new byte[2 * media.Length + "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nv=0\n".Length];
        await decoder.Stream.ReadExactlyAsync(got, Token);

        Assert.Equal(media, got[..media.Length]);
        Assert.Equal(media, got[^media.Length..]);
        Assert.Contains("v=0\n", Encoding.ASCII.GetString(got), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transport: RTP/AVP;unicast;client_port=1-2;source=10.9.9.9", "RTP/AVP;unicast;client_port=1-2;source=127.0.0.1")]
    [InlineData("Transport: RTP/AVP;x=/TCP;source=10.9.9.9", "RTP/AVP;x=/TCP;source=127.0.0.1")]
    [InlineData("Transport: RTP/AVP/TCP;interleaved=0-1;source=10.9.9.9", "RTP/AVP/TCP;interleaved=0-1")]
    [InlineData(
        "Transport: RTP/AVP/TCP;interleaved=0-1\r\nTransport: RTP/AVP;source=10.9.9.9",
        "RTP/AVP/TCP;interleaved=0-1,RTP/AVP;source=127.0.0.1")]
    public async Task Datagrams_come_from_the_camera_and_nobody_else(string sent, string heard)
    {
        using var camera = new FakeCamera(_ => $"RTSP/1.0 200 OK\r\nCSeq: {{cseq}}\r\n{sent}\r\n\r\n");
        using var link = await OpenAsync(camera, "");
        using var decoder = new FakeDecoder(link);
        var answer = await decoder.AskAsync("SETUP");

        Assert.Equal(heard, FakeCamera.Header(answer, "Transport"));
        Assert.DoesNotContain("10.9.9.9", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_finds_the_port_without_its_name_gets_nothing()
    {
        using var camera = new FakeCamera(_ => Fine);
        using var link = await OpenAsync(camera, Credentials);
        using (var stranger = new FakeDecoder($"rtsp://{new Uri(link.Url!).Authority}/live"))
        {
            Assert.Equal("", await stranger.AskAsync("DESCRIBE"));
        }

        using var decoder = new FakeDecoder(link);
        Assert.StartsWith("RTSP/1.0 200", await decoder.AskAsync("DESCRIBE"), StringComparison.Ordinal);
        Assert.Single(camera.Requests);
    }

    private static string Credentials => $"admin:{Uri.EscapeDataString(Password)}@";

    private static string Asking(string challenges) => $"RTSP/1.0 401 Unauthorized\r\nCSeq: {{cseq}}\r\n{challenges}\r\n";

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "RFC 2617: what cameras ask for.")]
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static Task<ICameraLink> OpenAsync(FakeCamera camera, string credentials, IngestOptions? options = null) =>
        CameraLink.OpenAsync(
            new(new("x"), CameraSource.Parse($"rtsp://{credentials}127.0.0.1:{camera.Port}/live?x=1"), options ?? new()), Token);
}
