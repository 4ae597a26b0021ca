using System.Diagnostics;
using Analytics.Contracts.Processes;
using Analytics.Synth.Scenes;
using Analytics.Tests.Ingest;

namespace Analytics.Tests.Host.Watch;

/// <summary>
/// A clip of a drawn scene that comes through a named pipe, which is read as a file is: no frame is lost, however slow the machine is. It
/// stops at a frame until the spec lets it go on.
/// </summary>
internal static class HeldClip
{
    // y4m: a line, then pictures of one length, so that what was written can be decoded at once.
    private const string BeforePicture = "FRAME\n";

    /// <summary>Makes the pipe.</summary>
    public static void Make(string path)
    {
        using var mkfifo = Process.Start(ProgramPath.Find("mkfifo", "Install it."), [path]);
        mkfifo.WaitForExit();
    }

    /// <summary>Writes the clip into the pipe; ends with the clip.</summary>
    /// <param name="clip">The video.</param>
    /// <param name="settings">Those of its scene.</param>
    /// <param name="path">The pipe.</param>
    /// <param name="held">The frame that waits.</param>
    /// <param name="goOn">What it waits for.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task PlayAsync(string clip, SceneSettings settings, string path, int held, Task goOn, CancellationToken stop)
    {
        using var ffmpeg = Process.Start(
            new ProcessStartInfo(CameraRig.FfmpegPath!, ["-v", "error", "-nostdin", "-i", clip, "-f", "yuv4mpegpipe", "-"])
            {
                RedirectStandardOutput = true,
            })!;
        var pictures = ffmpeg.StandardOutput.BaseStream;
        await using var pipe = await Task.Run(
            () => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), stop);
        for (var letter = 0; letter != '\n';)
        {
            letter = pictures.ReadByte();
            pipe.WriteByte((byte)letter);
        }

        var picture = new byte[BeforePicture.Length + settings.Width * settings.Height * 3 / 2];
        for (var i = 0; await pictures.ReadAtLeastAsync(picture, picture.Length, throwOnEndOfStream: false, stop) == picture.Length; i++)
        {
            await (i == held ? goOn.WaitAsync(stop) : Task.CompletedTask);
            await pipe.WriteAsync(picture, stop);
        }

        await ffmpeg.WaitForExitAsync(stop);
    }
}
