using System.Diagnostics;
using System.Text;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Ingest.Ffmpeg;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>Files, images and their damage, through a real ffmpeg.</summary>
[FullTier]
public sealed class FileCameraSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("files").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_clip_comes_at_the_analysis_rate_with_its_own_presentation_times_and_without_a_loss()
    {
        // A recorder's clip seldom begins at 0, and 24000/1001 frames a second divide into no analysis rate.
        var clip = Path.Combine(_folder, "clip.mkv");
        Encode("testsrc=size=320x240:rate=24000/1001:duration=26.36", clip, "-output_ts_offset", "1.704");
        await using var rig = new CameraRig(clip);

        var stopped = await rig.Stopped;

        Assert.False(stopped.Failed, stopped.Reason);
        Assert.Equal(TimeSpan.FromSeconds(1.704), rig.Frames[0].MediaTime);
        var slots = Enumerable.Range(0, 632).Select(i => Math.Floor((1.704 + i * 1001 / 24000.0) * 6 + 0.001)).Distinct().Count();
        Assert.Equal(slots, rig.Frames.Length);
        Assert.All(rig.Frames, frame => Assert.Equal((1, 320, 240), (frame.Epoch, frame.Width, frame.Height)));
        Assert.All(rig.Frames.Zip(rig.Frames[1..]), pair =>
            Assert.InRange((pair.Second.MediaTime - pair.First.MediaTime).TotalSeconds, 0.12, 0.21));
        Assert.All((await rig.StatusAsync()).Dropped, dropped => Assert.Equal(0, dropped.Value));
    }

    [Fact]
    public async Task Frames_are_scaled_down_to_the_greatest_width_and_never_up()
    {
        var clip = Path.Combine(_folder, "clip.mp4");
        Encode("testsrc=size=640x360:rate=12:duration=2", clip);
        await using var rig = new CameraRig(clip, new IngestOptions { MaxWidth = 333, Fps = 1, KeyFramesOnly = true });

        await rig.Stopped;

        Assert.All(rig.Frames, frame => Assert.Equal((332, 186), (frame.Width, frame.Height)));
    }

    [Fact]
    public async Task A_change_of_resolution_and_a_jump_of_the_clock_are_survived()
    {
        var clip = Path.Combine(_folder, "both.ts");
        Encode("testsrc=size=320x240:rate=12:duration=2", Path.Combine(_folder, "a.ts"), "-output_ts_offset", "100");
        Encode("testsrc=size=160x120:rate=12:duration=2", Path.Combine(_folder, "b.ts"), "-output_ts_offset", "50");
        await File.WriteAllBytesAsync(clip,
            [.. await File.ReadAllBytesAsync(Path.Combine(_folder, "a.ts")),
            .. await File.ReadAllBytesAsync(Path.Combine(_folder, "b.ts"))]);
        await using var rig = new CameraRig(clip);

        var stopped = await rig.Stopped;

        Assert.False(stopped.Failed, stopped.Reason);
        Assert.InRange(rig.Frames.Count(frame => frame is { Epoch: 1, Width: 320, Height: 240 }), 11, 13);
        Assert.InRange(rig.Frames.Count(frame => frame is { Epoch: 2, Width: 160, Height: 120 }), 11, 13);
        Assert.Contains(rig.Statuses, status => status is { State: CameraState.Streaming, Width: 160, Height: 120 });
    }

    [Fact]
    public async Task A_truncated_video_says_where_it_ends()
    {
        var clip = Path.Combine(_folder, "clip.mp4");
        Encode("testsrc=size=320x240:rate=12:duration=20", clip, "-movflags", "+faststart");
        using (var file = File.OpenWrite(clip))
        {
            file.SetLength(file.Length / 2);
        }

        await using var rig = new CameraRig(clip);
        var stopped = await rig.Stopped;

        Assert.True(stopped.Failed);
        Assert.Matches(@"^clip\.mp4 ends at \d+\.\d s of 20\.0 s: the file is truncated$", stopped.Reason);
        Assert.NotEmpty(rig.Frames);
    }

    [Theory]
    [InlineData("moov atom not found")]
    [InlineData("Invalid data found when processing input")]
    public async Task A_file_that_holds_no_video_says_why(string expected)
    {
        var clip = Path.Combine(_folder, "clip.mp4");
        Encode("testsrc=size=320x240:rate=12:duration=4", clip);
        using (var file = File.OpenWrite(clip))
        {
            if (expected.StartsWith("moov", StringComparison.Ordinal))
            {
                file.SetLength(file.Length / 2); // the index of an mp4 lies at its end
            }
            else
            {
                file.SetLength(0);
                file.Write(Encoding.ASCII.GetBytes("no video at all\n"));
            }
        }

        await using var rig = new CameraRig(clip);
        var stopped = await rig.Stopped;

        Assert.True(stopped.Failed);
        Assert.StartsWith("clip.mp4 cannot be read: ", stopped.Reason, StringComparison.Ordinal);
        Assert.Contains(expected, stopped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_of_all_kinds_and_sizes_come_in_natural_order_and_a_bad_one_is_passed_over()
    {
        Encode("testsrc=size=320x240:rate=1:duration=1", Path.Combine(_folder, "shot2.jpg"), "-f", "image2", "-c:v", "mjpeg");
        Encode("testsrc=size=200x100:rate=1:duration=1", Path.Combine(_folder, "shot10 50%d.jpg"), "-f", "image2pipe", "-c:v", "libwebp");
        Encode("testsrc=size=101x81:rate=1:duration=1", Path.Combine(_folder, "shot9.jpeg"), "-f", "image2pipe", "-c:v", "png");
        await File.WriteAllTextAsync(Path.Combine(_folder, "shot3.jpg"), "not an image");
        await using var rig = new CameraRig(_folder);

        var stopped = await rig.Stopped;

        Assert.Equal("3 images read, 1 skipped", stopped.Reason);
        Assert.False(stopped.Failed);
        Assert.Equal([(320, 240), (100, 80), (200, 100)], rig.Frames.Select(frame => (frame.Width, frame.Height)));
        Assert.Equal([0, 2 / 6.0, 3 / 6.0], rig.Frames.Select(frame => frame.MediaTime.TotalSeconds), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public async Task A_text_file_named_jpg_fails_with_its_name()
    {
        var path = Path.Combine(_folder, "notes.jpg");
        await File.WriteAllTextAsync(path, "not an image");
        await using var rig = new CameraRig(path);

        var stopped = await rig.Stopped;

        Assert.True(stopped.Failed);
        Assert.Contains("notes.jpg' is not a readable image", stopped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_another_kind_and_a_FIFO_are_passed_over_by_name()
    {
        Encode("testsrc=size=320x240:rate=1:duration=1", Path.Combine(_folder, "1.jpg"), "-f", "image2", "-c:v", "mjpeg");
        Encode("testsrc=size=320x240:rate=1:duration=1", Path.Combine(_folder, "2.jpg"), "-f", "image2pipe", "-c:v", "bmp");
        Assert.Equal(0, Fifo.Make(Path.Combine(_folder, "3.jpg")));
        await using var rig = new CameraRig(_folder);

        var stopped = await rig.Stopped;

        Assert.Equal("1 images read, 2 skipped", stopped.Reason);
        await using var bitmap = new CameraRig(Path.Combine(_folder, "2.jpg"));
        Assert.EndsWith(
            "2.jpg' is not a readable image: BMP is not read: convert it to JPEG.",
            (await bitmap.Stopped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_of_pictures_that_are_too_large_is_not_decoded()
    {
        var clip = Path.Combine(_folder, "clip.mjpeg");
        Encode("testsrc=size=320x240:rate=1:duration=3", clip, "-f", "mjpeg", "-c:v", "mjpeg");
        var bytes = await File.ReadAllBytesAsync(clip);
        for (var at = 0; bytes.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0, 17]) is >= 0 and var frame; at += frame + 9)
        {
            bytes.AsSpan(at + frame + 5, 4).Fill(0x7F); // 32,639 × 32,639 pixels
        }

        await File.WriteAllBytesAsync(clip, bytes);
        await using var rig = new CameraRig(clip);

        Assert.True((await rig.Stopped).Failed);
        Assert.Empty(rig.Frames);
    }

    [Fact]
    public async Task In_real_time_a_clip_takes_as_long_as_it_plays()
    {
        var clip = Path.Combine(_folder, "clip.mp4");
        Encode("testsrc=size=320x240:rate=12:duration=2", clip);
        var watch = Stopwatch.StartNew();
        await using var rig = new CameraRig(clip, new IngestOptions { Realtime = true });

        await rig.Stopped;

        Assert.InRange(watch.Elapsed.TotalSeconds, 1.8, double.MaxValue);
        Assert.InRange((rig.Frames[^1].Came - rig.Frames[0].Came).TotalSeconds, 0, 4);
        Assert.Equal(12, rig.Frames.Length + (await rig.StatusAsync()).Dropped["newer"]);
    }

    [Fact]
    public void A_missing_ffmpeg_is_named_with_the_remedy()
    {
        var error = Assert.ThrowsAny<FailureException>(
            () => FfmpegProcess.Start("/no/such/ffmpeg", new FfmpegCommand([], null), new FfmpegLog("showinfo@1")));

        Assert.Contains("Install ffmpeg 5.1 or later", error.Message, StringComparison.Ordinal);
    }

    internal static void Encode(string source, string path, params string[] options)
    {
        Assert.SkipUnless(CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        string[] codec = options.Contains("-c:v") ? [] : ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
        using var ffmpeg = Process.Start(new ProcessStartInfo(
            CameraRig.FfmpegPath!, ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, .. codec, .. options, "file:" + path])
        {
            RedirectStandardError = true,
        })!;
        var errors = ffmpeg.StandardError.ReadToEnd();
        ffmpeg.WaitForExit();
        Assert.True(ffmpeg.ExitCode == 0, errors);
    }
}
