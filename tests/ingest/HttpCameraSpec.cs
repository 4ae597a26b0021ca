using Analytics.Contracts;
using Analytics.Ingest;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>Cameras and relays over HTTP, through a real ffmpeg.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class HttpCameraSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("http").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2, 12)]
    [InlineData(5, 30)]
    [InlineData(30, 36)]
    public async Task Pictures_without_times_have_those_of_arrival_and_come_at_the_analysis_rate(double fps, int pictures)
    {
        using var server = HttpServer.OfPictures(Pictures(), fps);
        await using var rig = new CameraRig(server.Url, new IngestOptions { Motion = false, MaxClockStep = TimeSpan.FromSeconds(1) });

        await rig.UntilAsync(() => rig.Frames.Length >= pictures, 30, $"only {rig.Frames.Length} pictures came");

        var frames = rig.Frames;
        Assert.All(frames, frame => Assert.Equal(1, frame.Epoch));
        Assert.InRange(frames[(frames.Length / 2)..].Min(frame => frame.Came - frame.At).TotalSeconds, 0, 1);
        Assert.All(frames.Zip(frames[1..]), pair =>
            Assert.InRange(((pair.Second.At - pair.First.At) - (pair.Second.MediaTime - pair.First.MediaTime)).TotalSeconds, -0.5, 0.5));
        Assert.InRange((frames[^1].MediaTime - frames[0].MediaTime).TotalSeconds * Math.Min(fps, 6) / (frames.Length - 1), 0.8, 1.5);
    }

    [Fact]
    public async Task A_relay_that_is_joined_in_the_midst_of_a_group_of_pictures_is_waited_for()
    {
        var recording = Path.Combine(_folder, "relay.ts");
        string[] longGroups = ["-g", "200", "-keyint_min", "200", "-sc_threshold", "0"]; // 8 s
        FileCameraSpec.Encode("testsrc2=size=320x240:rate=25:duration=24", recording, longGroups);
        var bytes = await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken);
        using var server = HttpServer.OfRelay(bytes, 24, joinedAt: 1);
        await using var rig = new CameraRig(server.Url, new IngestOptions { Motion = false, StallTimeout = TimeSpan.FromSeconds(3) });

        var first = await rig.NextFrameAsync(30);

        Assert.True(first > TimeSpan.FromSeconds(4), $"The first picture came after {first}: it did not have to be waited for.");
        Assert.Equal(1, server.Connections);
        Assert.DoesNotContain(rig.Statuses, status => status.State == CameraState.Stalled);
    }

    private static byte[][] Pictures() => [.. Enumerable.Range(0, 8).Select(i =>
    {
        using var picture = new Mat(120, 160, MatType.CV_8UC3, new Scalar(20 * i, 200 - 20 * i, 90));
        return picture.ImEncode(".jpg");
    })];
}
