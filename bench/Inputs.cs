using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Video;

namespace Analytics.Benchmarks;

/// <summary>The real inputs that are measured with; they are not part of the project.</summary>
/// <param name="folder">Of the test data.</param>
/// <param name="scratch">Takes clips that are made of others.</param>
internal sealed class Inputs(string folder, string scratch)
{
    private const string Variable = "ANALYTICS_TEST_DATA";

    /// <summary>Model files, under any name.</summary>
    public string Models => Required("models");

    /// <summary>One photo of each of the six people of <see cref="Friends"/>.</summary>
    public string Gallery => Required("photos/friends_gallery");

    /// <summary>26 s of 1280 × 720 at 24 frames a second, six people whose faces are seen.</summary>
    public string Friends => Required("videos/friends_poker_720p.mp4");

    /// <summary>139 s of 768 × 432 at 10 frames a second, people from behind.</summary>
    public string Passage => Required("videos/intel_one-by-one-person-detection.mp4");

    /// <summary>The program that is measured, as it was built with the bench.</summary>
    public static string Executable => Path.Combine(AppContext.BaseDirectory, "Analytics.Host");

    /// <summary>The folder of the project.</summary>
    public static string Root { get; } = RootAbove(AppContext.BaseDirectory);

    /// <summary>The inputs that the environment names.</summary>
    /// <exception cref="FailureException">It names none.</exception>
    public static Inputs Find(string scratch)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        return !string.IsNullOrEmpty(folder) && Directory.Exists(folder)
            ? new Inputs(folder, scratch)
            : throw new NotFoundException(
                $"{Variable} names no folder. Set it to the folder of the test data (models/, photos/, videos/).");
    }

    /// <summary>A clip that plays another one <paramref name="times"/> times, its packets copied.</summary>
    public string Repeated(string clip, int times) =>
        Made(clip, $"-{times}", ["-stream_loop", (times - 1).ToString(CultureInfo.InvariantCulture), "-i", clip]);

    /// <summary>The beginning of a clip, its packets copied.</summary>
    public string Beginning(string clip, TimeSpan length) =>
        Made(clip, "-beginning", ["-i", clip, "-t", length.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);

    private static string RootAbove(string folder) =>
        File.Exists(Path.Combine(folder, "Analytics.sln")) ? folder : RootAbove(Path.GetDirectoryName(folder)!);

    private string Made(string clip, string suffix, string[] how)
    {
        var target = Path.Combine(scratch, $"{Path.GetFileNameWithoutExtension(clip)}{suffix}.mp4");
        if (!File.Exists(target))
        {
            using var ffmpeg = Process.Start(
                FfmpegProgram.Find("ffmpeg"), ["-v", "error", "-nostdin", .. how, "-an", "-c", "copy", target]);
            ffmpeg.WaitForExit();
            if (ffmpeg.ExitCode != 0)
            {
                throw new InvalidException($"ffmpeg could not make '{target}' of '{clip}' (exit code {ffmpeg.ExitCode}).");
            }
        }

        return target;
    }

    private string Required(string relative)
    {
        var path = Path.Combine(folder, relative);
        return Path.Exists(path) ? path : throw new InvalidException($"The test data lack '{relative}' ({Variable} is '{folder}').");
    }
}
