using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests.Detect.Tracking;

/// <summary>A clip with five hard cuts between shots of people who talk and move.</summary>
[FullTier]
public sealed class SceneCutSpec
{
    private const int Fps = 6;

    // Seconds of presentation time, from the list of who is in view when.
    private static readonly double[] Cuts = [6.0, 13.0, 18.4, 20.5, 24.7];

    [Fact]
    public void The_cuts_of_a_clip_end_tracks_and_nothing_within_a_shot_does()
    {
        var scene = new Scene(Fps);
        List<double> cuts = [];
        var frames = 0;
        foreach (var luma in Luma(TestData.Path("videos/friends_poker_720p.mp4"), 640, 360))
        {
            scene.Picture = (x, y) => luma[y * 640 + x];
            var ended = scene.Ended.Count;
            scene.Show(DrawnFace.At(320, 180));
            if (scene.Ended.Count > ended)
            {
                cuts.Add((double)frames / Fps);
            }

            frames++;
        }

        Assert.InRange(frames, 160, 170);
        Assert.Equal(Cuts.Length, cuts.Count);
        Assert.All(Cuts.Zip(cuts), cut => Assert.InRange(cut.Second, cut.First - 0.2, cut.First + 0.2));
    }

    /// <summary>The luma of a video from second 0 on, <see cref="Fps"/> pictures a second.</summary>
    private static IEnumerable<byte[]> Luma(string video, int width, int height)
    {
        var filter = string.Create(CultureInfo.InvariantCulture, $"fps={Fps}:start_time=0,scale={width}:{height},format=gray");
        using var ffmpeg = Process.Start(new ProcessStartInfo(
            ProgramPath.Find("ffmpeg", "Install it."),
            ["-v", "error", "-i", video, "-vf", filter, "-f", "rawvideo", "-"])
        { RedirectStandardOutput = true })!;
        var picture = new byte[width * height];
        while (ffmpeg.StandardOutput.BaseStream.ReadAtLeast(picture, picture.Length, throwOnEndOfStream: false) == picture.Length)
        {
            yield return picture;
        }

        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
    }
}
