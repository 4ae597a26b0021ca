using System.Diagnostics;
using System.Globalization;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Video;
using CsCheck;
using OpenCvSharp;
using Spectre.Console;
using Xunit;

namespace Analytics.Tests.Runtime.Video;

[FullTier]
public sealed class AnnotateSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FramePool _pool = new();
    private readonly StringWriter _log = new();
    private readonly Microsoft.Extensions.Logging.ILogger _logger;

    public AnnotateSpec()
    {
        var error = new StandardError(
            _log, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }), interactive: false);
        _logger = new LineLoggerProvider(error, TimeProvider.System).CreateLogger("AnnotatedVideo");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task The_video_lasts_as_long_as_what_it_shows_and_boxes_have_the_colour_of_their_state()
    {
        var path = _folder.File("out.mp4");
        await using (var video = new AnnotatedVideo(path, fps: 5, severalCameras: false, "ffmpeg", _logger))
        {
            // 1.7 s to 5.7 s, uneven, with a hole of a second.
            foreach (var seconds in (double[])[1.7, 1.9, 2.1, 2.15, 2.3, 3.3, 3.5, 4.1, 5.0, 5.7])
            {
                using var frame = Frame("lobby", seconds);
                video.Write(frame, Labels);
            }
        }

        Assert.Equal("", _log.ToString());
        var probe = Probe(path);
        Assert.Equal("h264,1280,720,yuv420p,5/1,21", probe);

        using var picture = Picture(path, at: 2.05);
        // On the ground of the labels: a thin line shares its colour with its neighbours in 4:2:0.
        AssertNear(picture, 601, 197, FramePainter.Colour(NameState.Early));
        AssertNear(picture, 201, 197, FramePainter.Colour(NameState.Unknown));
        AssertNear(picture, 1001, 12, FramePainter.Colour(NameState.Confirmed));
        AssertNear(picture, 700, 300, new(90, 60, 40));
    }

    [Fact]
    public async Task Each_of_several_cameras_gets_its_own_file()
    {
        await using (var video = new AnnotatedVideo(_folder.File("sub/out.mp4"), fps: 5, severalCameras: true, "ffmpeg", _logger))
        {
            using var lobby = Frame("lobby", 0);
            using var garage = Frame("garage/2", 0);
            video.Write(lobby, Labels);
            video.Write(garage, Labels);
        }

        Assert.Equal(["out.garage_2.mp4", "out.lobby.mp4"], Directory.EnumerateFiles(_folder.File("sub")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_camera_that_changes_its_resolution_stays_in_its_video()
    {
        var path = _folder.File("out.mp4");
        await using (var video = new AnnotatedVideo(path, fps: 5, severalCameras: false, "ffmpeg", _logger))
        {
            using var first = Frame("lobby", 0);
            using var second = Frame("lobby", 1, 640, 480);
            video.Write(first, Labels);
            video.Write(second, Labels);
        }

        Assert.Equal("h264,1280,720,yuv420p,5/1,6", Probe(path));
    }

    [Theory]
    [InlineData("ffmpeg", "/dev/full", "No space left on device")]
    [InlineData("no-such-ffmpeg", "/dev/null", "No such file or directory")]
    public async Task A_video_that_cannot_be_written_is_given_up_with_one_line_and_nothing_stops(string ffmpeg, string disk, string reason)
    {
        File.CreateSymbolicLink(_folder.File("out.mp4"), disk);
        await using (var video = new AnnotatedVideo(_folder.File("out.mp4"), fps: 5, severalCameras: false, ffmpeg, _logger))
        {
            for (var i = 0; i < 100; i++)
            {
                using var frame = Frame("lobby", i / 5.0, noise: true);
                video.Write(frame, Labels);
            }

            Assert.False(await video.CompleteAsync());
        }

        var line = Assert.Single(_log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("was aborted; the analysis continues", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_stops_the_start() =>
        Assert.Contains(
            "'/proc/x/out.mp4'",
            Assert.ThrowsAny<FailureException>(() => new AnnotatedVideo("/proc/x/out.mp4", 5, false, "ffmpeg", _logger)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void However_frames_come_the_video_keeps_their_time() =>
        Gen.Select(Gen.Double[0.5, 30], Gen.Double[0.001, 3].Array[1, 60]).Sample((fps, steps) =>
        {
            var pacer = new FramePacer(fps, TimeSpan.FromMinutes(1));
            var time = TimeSpan.FromSeconds(1.7);
            var written = pacer.Advance(new(1), time, default);
            foreach (var step in steps)
            {
                time += TimeSpan.FromSeconds(step);
                written += pacer.Advance(new(1), time, default);
            }

            return Math.Abs(written / fps - (time.TotalSeconds - 1.7)) <= 0.51 / fps;
        });

    [Fact]
    public void A_new_epoch_goes_on_where_the_old_one_ended_and_a_long_absence_is_shortened()
    {
        var noon = DateTimeOffset.UnixEpoch;
        var pacer = new FramePacer(10, TimeSpan.FromSeconds(60));
        Assert.Equal(0, pacer.Advance(new(1), TimeSpan.FromSeconds(100), noon));
        Assert.Equal(10, pacer.Advance(new(1), TimeSpan.FromSeconds(101), noon.AddSeconds(1)));
        Assert.Equal(30, pacer.Advance(new(2), TimeSpan.FromSeconds(5), noon.AddSeconds(4)));
        Assert.Equal(10, pacer.Advance(new(2), TimeSpan.FromSeconds(6), noon.AddSeconds(5)));
        Assert.Equal(600, pacer.Advance(new(2), TimeSpan.FromSeconds(7200), noon.AddHours(2)));
        Assert.Equal(5, pacer.Advance(new(2), TimeSpan.FromSeconds(7200.5), noon.AddHours(2).AddSeconds(0.5)));
        Assert.Equal(0, pacer.Advance(new(2), TimeSpan.FromSeconds(7200.1), noon.AddHours(2).AddSeconds(0.6)));
    }

    [Theory]
    [InlineData("Jürgen Šarić", "Juergen Saric")]
    [InlineData("O’Neill\n", "O'Neill ")]
    [InlineData("Мария 🙂", "????? ?")]
    public void Names_are_drawn_in_the_letters_that_the_font_has(string name, string drawn) => Assert.Equal(drawn, PlainText.Of(name));

    private static (string? Name, float Similarity, bool Confirmed)? Labels(TrackId track) => track.Value switch
    {
        1 => null,
        2 => ("Rachel", 0.54f, false),
        _ => ("Jürgen Habermas-Meier", 0.81f, true),
    };

    private Frame Frame(string camera, double seconds, int width = 1280, int height = 720, bool noise = false)
    {
        var frame = _pool.Rent(width, height);
        using (var bgr = new Mat(height, width, MatType.CV_8UC3, new Scalar(90, 60, 40)))
        {
            if (noise)
            {
                Cv2.Randu(bgr, Scalar.All(0), Scalar.All(255));
            }

            using var i420 = new Mat();
            Cv2.CvtColor(bgr, i420, ColorConversionCodes.BGR2YUV_I420);
            i420.GetArray(out byte[] bytes);
            bytes.CopyTo(frame.I420);
        }

        var time = TimeSpan.FromSeconds(seconds);
        frame.Stamp(new(camera), new(1), time, DateTimeOffset.UnixEpoch + time, 0);
        for (var track = 1; track <= 3; track++)
        {
            frame.Tracks.Add(
                new(new(track), new(new(track * 400 - 200, track == 3 ? 10 : 200, 240, 320), default, 0.9f), default, default, default));
        }

        return frame;
    }

    private static void AssertNear(Mat picture, int x, int y, Scalar colour)
    {
        var pixel = picture.At<Vec3b>(y, x);
        Assert.True(
            Math.Abs(pixel.Item0 - colour.Val0) < 30 && Math.Abs(pixel.Item1 - colour.Val1) < 30
                && Math.Abs(pixel.Item2 - colour.Val2) < 30,
            $"({x}, {y}) is {pixel}, not {colour}.");
    }

    private static string Probe(string path) => Run(
        "ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
        "stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames", "-of", "csv=p=0", path).Trim();

    private Mat Picture(string path, double at)
    {
        var png = Environment.GetEnvironmentVariable("KEEP_PICTURE") ?? _folder.File("picture.png");
        Run("ffmpeg", "-v", "error", "-y", "-ss", at.ToString(CultureInfo.InvariantCulture), "-i", path, "-frames:v", "1", png);
        return Cv2.ImRead(png);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(ProgramPath.Find(program, "Install it."), arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
