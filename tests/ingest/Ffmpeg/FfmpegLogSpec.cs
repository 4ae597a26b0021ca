using System.Text;
using Analytics.Ingest;
using Analytics.Ingest.Ffmpeg;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class FfmpegLogSpec
{
    // What ffmpeg 5.1 wrote of a clip whose resolution changes, with a title that pretends to be the filter.
    private const string Captured = """
        Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:clip.mp4':
          Metadata:
            title           : [showinfo@0000 @ 0x1] n:   0 pts: 1 pts_time:1 s:64x64
        [showinfo@0000 @ 0x1] n:   0 pts:      1 pts_time:1       pos:       -1 fmt:yuv420p sar:1/1 s:64x64 i:P iskey:1 type:I 
          Duration: 00:00:28.06, start: 0.500000, bitrate: 581 kb/s
          Stream #0:0[0x1](und): Video: h264 (Main) (avc1 / 0x31637661), yuv420p(tv, bt709), 1280x720, 23.98 fps, 24k tbn (default)
        Stream mapping:
          Stream #0:0 -> #0:0 (h264 (native) -> rawvideo (native))
        [showinfo@77aa @ 0x558f98bbdcc0] config in time_base: 1/24000, frame_rate: 24000/1001
        [showinfo@77aa @ 0x558f98bbdcc0] config out time_base: 0/0, frame_rate: 0/0
        [showinfo@77aa @ 0x558f98bbdcc0] n:   0 pts:  40896 pts_time:1.704   pos:    26799 fmt:yuv420p sar:1/1 s:1280x720 i:P iskey:1 type:I 
        [showinfo@77aa @ 0x558f98bbdcc0] color_range:tv color_space:bt709 color_primaries:bt709 color_trc:bt709
        Output #0, rawvideo, to 'pipe:1':
          Stream #0:0(und): Video: rawvideo (I420 / 0x30323449), yuv420p(tv, bt709, progressive), 1280x720, 265155 kb/s, 23.98 fps
        [showinfo@77aa @ 0x558f98bbdcc0] n:   1 pts:   NOPTS pts_time:NOPTS   pos:       -1 fmt:yuv420p sar:1/1 s:1280x720 i:P iskey:0 type:B 
        [showinfo@77aa @ 0x55d5c72ffe80] config in time_base: 1/90000, frame_rate: 24000/1001
        [showinfo@77aa @ 0x55d5c72ffe80] n:   0 pts:1111122233 pts_time:12345.8 pos:   741848 fmt:yuv420p sar:1/1 s:640x360 i:P iskey:1 type:I 
        [rawvideo @ 0x55d5c7244440] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 121 >= 82
        [mov,mp4,m4a,3gp,3g2,mj2 @ 0x55a9d9180940] stream 0, offset 0xdc300: partial file
        frame=   66 fps= 55 q=-0.0 Lsize=   89100kB time=00:00:00.00 bitrate=N/A speed=   0x    
        video:89100kB audio:0kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: 0.000000%

        """;

    [Fact]
    public void Frames_are_announced_with_exact_presentation_time_and_size_however_the_bytes_arrive() =>
        Gen.Int[1, 700].Array[1, 12].Sample(pieces =>
        {
            var log = new FfmpegLog("showinfo@77aa");
            var bytes = Encoding.UTF8.GetBytes(Captured).AsSpan();
            for (var i = 0; !bytes.IsEmpty; i++)
            {
                var length = Math.Min(pieces[i % pieces.Length], bytes.Length);
                log.Append(bytes[..length]);
                bytes = bytes[length..];
            }

            Assert.True(log.TryTake(out var first));
            Assert.True(log.TryTake(out var second));
            Assert.True(log.TryTake(out var third));
            Assert.False(log.TryTake(out _));
            Assert.Equal(new FrameHeader(TimeSpan.FromSeconds(1.704), 1280, 720), first);
            Assert.Equal(new FrameHeader(null, 1280, 720), second);
            Assert.Equal(new FrameHeader(TimeSpan.FromTicks(1111122233L * 10_000_000 / 90_000), 640, 360), third);
            Assert.Equal(TimeSpan.FromSeconds(28.56), log.DeclaredEnd);
            Assert.True(log.EndsTooEarly);
        });

    [Fact]
    public void Only_lines_that_say_something_are_kept()
    {
        var log = new FfmpegLog("showinfo@77aa");
        log.Append(Encoding.UTF8.GetBytes(Captured.Replace("[showinfo@0000", "[mov", StringComparison.Ordinal)));

        Assert.Equal("stream 0, offset 0xdc300: partial file", log.LastLines()[^1]);
    }

    [Theory]
    [InlineData("99998x2")]
    [InlineData("0x0")]
    [InlineData("33x32")]
    [InlineData("2147483648x2")]
    public void A_size_that_no_frame_can_have_is_not_believed(string size)
    {
        var log = new FfmpegLog("showinfo@1");
        var line = Encoding.UTF8.GetBytes($"[showinfo@1 @ 0x1] n: 0 pts: 1 pts_time:1 s:{size} i:P\n");
        try
        {
            log.Append(line);
        }
        catch (InvalidDataException)
        {
            return;
        }

        Assert.False(log.TryTake(out _));
    }

    [Theory]
    [InlineData("9223372036854775807", "1/1")]
    [InlineData("-9223372036854775808", "1/1")]
    [InlineData("31557600001", "1/1")]
    [InlineData("9223372036854775807", "2147483647/1")]
    public void A_time_that_no_clock_shows_is_none(string ticks, string timeBase)
    {
        var log = new FfmpegLog("showinfo@1");
        log.Append(Encoding.UTF8.GetBytes(
            $"[showinfo@1 @ 0x1] config in time_base: {timeBase}, frame_rate: 6/1\n[showinfo@1 @ 0x1] n: 0 pts: {ticks} pts_time:1 "
                + "s:64x64 i:P\n"));

        Assert.True(log.TryTake(out var header));
        Assert.Null(header.MediaTime);
    }

    [Theory]
    [InlineData("1/25", true, null)] // multipart/x-mixed-replace
    [InlineData("1/1200000", true, null)] // bare H.264
    [InlineData("1/90000", true, 0.5)]
    [InlineData("1/25", false, 1800.0)]
    public void Times_that_ffmpeg_makes_up_are_left_out(string timeBase, bool mayMakeUpTimes, double? seconds)
    {
        var log = new FfmpegLog("showinfo@1", mayMakeUpTimes);
        log.Append(Encoding.UTF8.GetBytes($"[showinfo@1 @ 0x1] config in time_base: {timeBase}, frame_rate: 6/1\n"));
        log.Append("[showinfo@1 @ 0x1] n: 0 pts: 45000 pts_time:1 s:64x64 i:P\n"u8);

        Assert.True(log.TryTake(out var header));
        Assert.Equal(seconds, header.MediaTime?.TotalSeconds);
    }

    [Theory]
    [InlineData(-31557600000)]
    [InlineData(31557600000)]
    public void Moments_can_be_reckoned_from_the_last_times_that_are_believed(long seconds)
    {
        var clock = new StreamClock(live: true, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromSeconds(-seconds), TimeSpan.Zero, DateTimeOffset.UtcNow, out _);
        Assert.True(clock.Advance(TimeSpan.FromSeconds(seconds), TimeSpan.Zero, DateTimeOffset.UtcNow, out var picture));

        Assert.InRange(picture.At, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_frame()
    {
        var log = new FfmpegLog("showinfo@1");
        var line = Encoding.UTF8.GetBytes(
            "[showinfo@1 @ 0x1] n: 0 pts: 1 pts_time:1 s:64x64 i:P\n[h264 @ 0x1] error while decoding MB 53 20\n");
        for (var i = 0; i < 100; i++)
        {
            log.Append(line);
            log.TryTake(out _);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            log.Append(line);
            log.TryTake(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
