using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Ingest.Links;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class CameraSourceSpec : IDisposable
{
    private static readonly IngestOptions Site = new() { FileFolders = ["/clips"] };
    private readonly string _folder = Directory.CreateTempSubdirectory("sources").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rtsp://10.0.0.7/Streaming/Channels/101", CameraSourceKind.RtspStream, "10.0.0.7-Streaming-Channels-101", 554)]
    [InlineData("rtsps://cam.example:8322/live", CameraSourceKind.RtspStream, "cam.example-live", 8322)]
    [InlineData("RTSP://u:p@10.0.0.7:8554/x?channel=1", CameraSourceKind.RtspStream, "10.0.0.7-x", 8554)]
    [InlineData("http://cam/video.mjpg", CameraSourceKind.HttpStream, "cam-video.mjpg", 80)]
    [InlineData("https://[fd00::7]:8443/a", CameraSourceKind.HttpStream, "fd00-7-a", 8443)]
    public void A_stream_is_recognised_by_its_scheme(string url, CameraSourceKind kind, string id, int port)
    {
        var source = CameraSource.Parse(url);

        Assert.Equal(kind, source.Kind);
        Assert.True(source.IsLive);
        Assert.Equal(id, source.DefaultId.Value);
        Assert.Equal(port, source.Endpoint!.Value.Port);
    }

    [Fact]
    public void Files_folders_globs_and_single_images_are_recognised()
    {
        foreach (var name in new[] { "frame10.jpg", "frame2.JPG", "frame1.png", "notes.txt", "lobby.mp4" })
        {
            File.WriteAllText(Path.Combine(_folder, name), "");
        }

        var video = CameraSource.Parse(Path.Combine(_folder, "lobby.mp4"));
        var folder = CameraSource.Parse(_folder);
        var glob = CameraSource.Parse(Path.Combine(_folder, "frame*.jpg"));
        var image = CameraSource.Parse(Path.Combine(_folder, "frame1.png"));

        Assert.Equal((CameraSourceKind.VideoFile, "lobby", false), (video.Kind, video.DefaultId.Value, video.IsLive));
        Assert.Equal(["frame1.png", "frame2.JPG", "frame10.jpg"], folder.Files.Select(file => Path.GetFileName(file)));
        Assert.Equal(["frame10.jpg"], glob.Files.Select(file => Path.GetFileName(file)));
        Assert.Equal(CameraSourceKind.ImageFolder, image.Kind);
    }

    [Fact]
    public void Hidden_images_are_left_out_of_folders_and_globs_unless_the_glob_asks_for_them()
    {
        foreach (var name in new[] { "a.jpg", "._a.jpg", "@eaDir/a.jpg", "b/c.jpg", ".b/c.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
            File.WriteAllText(Path.Combine(_folder, name), "");
        }

        string[] Found(string text) =>
            [.. CameraSource.Parse(Path.Combine(_folder, text)).Files.Select(file => Path.GetRelativePath(_folder, file))];

        Assert.Equal(["a.jpg"], Found(""));
        Assert.StartsWith("3 entries are left out", CameraSource.Parse(_folder).LeftOut, StringComparison.Ordinal);
        Assert.Equal(["a.jpg"], Found("*.jpg"));
        Assert.Equal(["b/c.jpg"], Found("*/*.jpg"));
        Assert.Equal(["._a.jpg"], Found("._*.jpg"));
        Assert.Equal([".b/c.jpg"], Found(".b/*.jpg"));
    }

    [Theory]
    [InlineData("no-such-clip.mp4", "'no-such-clip.mp4' does not exist.")]
    [InlineData("no-such-*.jpg", "No file matches 'no-such-*.jpg'.")]
    [InlineData("ftp://user:hunter22@host/x", "the scheme 'ftp' is not supported")]
    [InlineData("rtsp://user:hunter22@/x", "no valid host")]
    [InlineData("rtsp://host:port/x", "no valid host")]
    [InlineData("rtsp://user:a@X3/hunter22?Q@camera.example:8554/live", "not clear where the password ends")]
    [InlineData("", "A source is empty")]
    public void What_cannot_be_read_is_named_with_a_remedy_and_without_its_password(string text, string expected)
    {
        var error = Assert.ThrowsAny<FailureException>(() => CameraSource.Parse(text));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtsp://user:hunter22@host/x", "holds credentials")]
    [InlineData("rtsp://user@host/x", "holds credentials")]
    [InlineData("rtsp://host/x?token=hunter22", "holds credentials")]
    [InlineData("rtsp://host/user=admin_password=hunter22_channel=1.sdp", "holds credentials")]
    [InlineData("rtsp://admin:2024/hunter22@10.0.0.7/live", "not clear where the password ends")]
    [InlineData("file:///etc/x://../hostname", "not in a folder that cameras of a site may read")]
    [InlineData("file:///srv/x://../.key*", "is a pattern")]
    [InlineData("clips/1.mp4", "neither a URL nor a full path")]
    [InlineData("file://clips/1.mp4", "neither a URL nor a full path")]
    [InlineData("rtsp://host:port/x", "no valid host")]
    [InlineData("/clips/*.jpg", "is a pattern")]
    [InlineData("/clips/frame?.jpg", "is a pattern")]
    [InlineData("/etc/passwd", "not in a folder that cameras of a site may read")]
    [InlineData("/clips/../etc/passwd", "not in a folder that cameras of a site may read")]
    [InlineData("http://127.0.0.1:9092/", "No camera may be at '127.0.0.1'")]
    public void A_camera_of_a_site_has_an_address_that_may_be_stored_and_sent(string address, string expected)
    {
        var error = Assert.ThrowsAny<FailureException>(() => IngestHosting.CheckAddress(address, Site, () => []));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", error.Message, StringComparison.Ordinal);
        IngestHosting.CheckAddress("rtsp://host:8554/x?channel=1", Site, () => []);
        IngestHosting.CheckAddress("rtsp://host:8554/x?channel=1", Site, () => []); // what was taken once is no secret later
        IngestHosting.CheckAddress("/clips/1.mp4", Site, () => []);
        IngestHosting.CheckAddress("file:///clips/1.mp4", Site, () => []);
    }

    [Theory]
    [InlineData("rtsp://admin:p@ss@10.0.0.7:554/x", "10.0.0.7", "rtsp://admin:p%40ss@10.0.0.7:554/x")]
    [InlineData("rtsp://admin:p/s#s@10.0.0.7/x", "10.0.0.7", "rtsp://admin:p%2Fs%23s@10.0.0.7/x")]
    [InlineData("rtsp://admin:p%40ss@10.0.0.7/x", "10.0.0.7", "rtsp://admin:p%40ss@10.0.0.7/x")]
    [InlineData("rtsp://10.0.0.7/live@main", "10.0.0.7", "rtsp://10.0.0.7/live@main")]
    public void Passwords_with_odd_characters_reach_the_decoder_encoded(string text, string host, string forDecoder)
    {
        var source = CameraSource.Parse(text);

        Assert.Equal(host, source.Endpoint!.Value.Host);
        Assert.Equal(forDecoder, source.SecretUrl);
    }

    [Theory]
    [InlineData("rtsp://admin:hunter22@host/x", "rtsp://***@host/x")]
    [InlineData("http://host/v?user=a&password=hunter22&n=1", "http://host/v?user=a&password=***&n=1")]
    [InlineData("http://host/v?access_token=hunter22", "http://host/v?access_token=***")]
    [InlineData("rtsp://host/plain", "rtsp://host/plain")]
    public void The_shown_form_keeps_what_helps_and_masks_what_is_secret(string url, string shown) =>
        Assert.Equal(shown, CameraSource.Parse(url).ToString());

    [Fact]
    public void No_password_ever_appears()
    {
        var password = Gen.String[Gen.Char["abcXYZ0123456789!$%&()*+,-./:;=?@#[]^_{|}~"], 6, 24];
        Gen.Select(password, Gen.Char['a', 'z'].Array[3, 8]).Sample((secret, userCharacters) =>
        {
            // The marker makes the password recognisable: a part of a host or a path must not look like it by chance.
            secret = $"Q{secret}Q";
            var url = $"rtsp://{new string(userCharacters)}:{secret}@camera.example:8554/live";
            string shown;
            try
            {
                var source = CameraSource.Parse(url);
                shown = $"{source} {source.DefaultId} {source.MaskIn($"Impossible to open '{url}' or {source.SecretUrl}")}";
            }
            catch (FailureException error)
            {
                shown = error.Message;
            }

            return !shown.Contains(secret, StringComparison.Ordinal)
                && !shown.Contains(Uri.EscapeDataString(secret), StringComparison.Ordinal)
                && !shown.Contains('Q', StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Credentials_come_from_the_url_then_from_the_file_then_from_the_environment()
    {
        var file = Path.Combine(_folder, "netrc");
        File.WriteAllText(file, "# cameras\nmachine lobby login porter password a#b\nmachine gate\n  login guard\n  password c\n");
        var environment = new Dictionary<string, string?> { ["ANALYTICS_CAMERA_USER"] = "all", ["ANALYTICS_CAMERA_PASSWORD"] = "p:w" };
        var credentials = CameraCredentials.Load(file, environment.GetValueOrDefault);

        string Url(string url) => credentials.Apply(CameraSource.Parse(url)).SecretUrl!;

        Assert.Equal("rtsp://own:pw@lobby/x", Url("rtsp://own:pw@lobby/x"));
        Assert.Equal("rtsp://porter:a%23b@lobby/x", Url("rtsp://lobby/x"));
        Assert.Equal("rtsp://guard:c@gate/x", Url("rtsp://gate/x"));
        Assert.Equal("rtsp://all:p%3Aw@other/x", Url("rtsp://other/x"));
    }

    [Fact]
    public void The_credentials_of_all_cameras_are_for_those_that_are_allowed()
    {
        var file = Path.Combine(_folder, "netrc");
        File.WriteAllText(file, "machine 10.2.0.0/16 login net password n\ndefault login all password p\n");
        var site = CameraCredentials.Load(
            file, _ => null, Destinations.Parse(["*.cameras.example", "10.1.0.0/16", "gate:8554"], "Ingest:CredentialsFor"));

        string Url(string url) => site.Apply(CameraSource.Parse(url)).SecretUrl!;

        Assert.Equal("rtsp://all:p@1.cameras.example/x", Url("rtsp://1.cameras.example/x"));
        Assert.Equal("rtsp://all:p@10.1.0.7/x", Url("rtsp://10.1.0.7/x"));
        Assert.Equal("rtsp://net:n@10.2.0.7/x", Url("rtsp://10.2.0.7/x"));
        Assert.Equal("rtsp://all:p@gate:8554/x", Url("rtsp://gate:8554/x"));
        Assert.All(
            ["rtsp://gate/x", "rtsp://10.3.0.7/x", "rtsp://cameras.example.evil/x", "http://evil.example/x"], url =>
                Assert.Equal(url, Url(url)));
    }

    [Theory]
    [InlineData("machine lobby password x")]
    [InlineData("lobby porter secret")]
    [InlineData("machine lobby login")]
    public void A_credentials_file_that_is_no_netrc_is_refused_without_showing_it(string text)
    {
        var file = Path.Combine(_folder, "netrc");
        File.WriteAllText(file, text);

        var error = Assert.ThrowsAny<FailureException>(() => CameraCredentials.Load(file, _ => null));

        Assert.Contains("netrc form", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("porter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cameras_of_the_same_name_get_numbers()
    {
        var cameras = IngestHosting.Cameras(["rtsp://host/a", "rtsp://host/a", "rtsp://host/b"], new IngestOptions());

        Assert.Equal(["host-a", "host-a-2", "host-b"], cameras.Select(camera => camera.Id.Value));
    }

    [Fact]
    public void An_option_out_of_range_stops_the_start()
    {
        var error = Assert.ThrowsAny<FailureException>(() => IngestHosting.Cameras([], new IngestOptions { Fps = 0 }));

        Assert.Contains("Fps", error.Message, StringComparison.Ordinal);
    }
}
