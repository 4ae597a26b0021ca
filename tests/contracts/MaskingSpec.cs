using System.Text.Json;
using Analytics.Contracts;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Contracts;

public sealed class MaskingSpec
{
    [Theory]
    [InlineData("Zq pass word")]
    [InlineData("Zq\"quo'ted\"")]
    [InlineData("Zq@at@@")]
    [InlineData("Zq%41 %zz")]
    [InlineData("Zq/sl/ash?#")]
    [InlineData("Zqäöü€😀")]
    [InlineData("Zq\\back\\")]
    [InlineData("Zq+plus.*[a](b)|")]
    public void A_known_secret_is_found_in_every_form(string secret)
    {
        string[] forms =
        [
            secret, Uri.EscapeDataString(secret),
            Uri.EscapeDataString(secret).ToLowerInvariant().Replace("zq", "Zq", StringComparison.Ordinal),
            JsonSerializer.Serialize(secret).Trim('"'), secret.Replace("@", "%40", StringComparison.Ordinal), secret.Replace(' ', '+'),
            secret.Replace("\"", "\\\"", StringComparison.Ordinal),
            Uri.EscapeDataString(secret).Replace("%40", "@", StringComparison.Ordinal),
        ];

        foreach (var form in forms)
        {
            var masked = Masking.Apply($"[tcp @ 0x55d] Connection to tcp://host failed: '{form}' was refused", [secret]);

            Assert.Equal("[tcp @ 0x55d] Connection to tcp://host failed: '***' was refused", masked);
        }
    }

    [Fact]
    public void What_is_remembered_is_found_by_whoever_writes_a_line()
    {
        Masking.Remember("Zx'17 \"qu@te/%");

        Assert.Equal(
            "a *** b *** c", Masking.Apply($"a Zx'17 \"qu@te/% b {Uri.EscapeDataString("Zx'17 \"qu@te/%")} c"));
        Assert.Equal("rtsp://***@h/1 failed", Masking.Apply("rtsp://me:Zx'17 \"qu@te/%@h/1 failed"));
    }

    [Fact]
    public void Of_an_argument_that_may_be_an_address_the_password_is_remembered()
    {
        Masking.RememberOfAddress("rtsp://me:Zy \"12' 34@host/x");

        Assert.DoesNotContain("Zy", Masking.Apply("unknown command 'rtsp://me:Zy \"12' 34@host/x'"), StringComparison.Ordinal);
        Assert.Equal("the word *** elsewhere", Masking.Apply("the word Zy \"12' 34 elsewhere"));
    }

    [Theory]
    [InlineData("open rtsp://me:hunter2@h/1 failed", "open rtsp://***@h/1 failed")]
    [InlineData("open rtsp://me@h:554/1", "open rtsp://***@h:554/1")]
    [InlineData("rtsp://me:p/a?ss#1@h/1", "rtsp://***@h/1")]
    [InlineData("rtsp://me:a\"b c@h/1", "rtsp://***@h/1")]
    [InlineData("'http://a:b@x/' and 'rtsp://c:d@y/2'", "'http://***@x/' and 'rtsp://***@y/2'")]
    [InlineData("rtsp://10.0.0.7:554/x: [h264 @ 0x5581] broken", "rtsp://10.0.0.7:554/x: [h264 @ 0x5581] broken")]
    [InlineData("http://h/live@main is there", "http://h/live@main is there")]
    [InlineData("http://h/x?access_token=abc&n=1", "http://h/x?access_token=***&n=1")]
    [InlineData("rtsp://h/user=admin_password=tlJw_channel=1.sdp is there", "rtsp://h/user=admin_password=*** is there")]
    [InlineData("http://h/x?loginuse=a&loginpas=s3cret99", "http://h/x?loginuse=a&loginpas=***")]
    [InlineData("http://h/x?user.pass=s3cret99", "http://h/x?user.pass=***")]
    [InlineData("http://h/x?password=ab'cdefgh", "http://h/x?password=***")]
    [InlineData("rtsp://admin:2024/geheim@10.255.255.1/live", "rtsp://***@10.255.255.1/live")]
    [InlineData("Write rtsp://user:password@host:port/path", "Write rtsp://user:password@host:port/path")]
    [InlineData("KeyFramesOnly=true", "KeyFramesOnly=true")]
    [InlineData("file:///a@b.mp4", "file:///a@b.mp4")]
    [InlineData("nothing to hide", "nothing to hide")]
    public void Addresses_in_free_text_lose_user_and_password(string text, string masked) => Assert.Equal(masked, Masking.Apply(text));

    [Theory]
    [InlineData("/x?password=ab'cd ef\"gh&n=1", "ab'cd ef\"gh")]
    [InlineData("/user=admin_password=tlJw_channel=1.sdp", "tlJw_channel=1.sdp")]
    [InlineData("/live?channel=1", null)]
    public void Parameters_of_an_address_that_sound_like_a_secret_are_secrets(string address, string? secret) =>
        Assert.Equal(new[] { secret }.OfType<string>(), Masking.SecretsIn(address));

    [Fact]
    public void A_text_that_is_an_address_loses_all_up_to_its_last_at_sign() =>
        Gen.String[Gen.Char["abcXYZ0189!$%&()*+,-./:;=?@#[]^_{|}~ \"'<>\\äß"], 1, 24].Sample(password =>
            Masking.OfAddress($"rtsp://me:{password}@camera.example/live") == "rtsp://***@camera.example/live");
}
