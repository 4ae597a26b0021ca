using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Contracts.Processes;

namespace Analytics.Runtime.Video;

/// <summary>The one way to start ffmpeg.</summary>
public static class FfmpegProgram
{
    // 4K needs 0.6 GB of address space with one thread and 2.3 GB with 64, in H.264 as in HEVC; 8K with 16 threads about 3 GB.
    private const long Decoding = 4L << 30;

    // x264 with 60 threads maps 8.1 GB for 4K; its pictures are ours.
    private const long Encoding = 16L << 30;

    // Where the drivers of accelerators are, and which device is meant.
    private static readonly string[] AcceleratorVariables =
        ["LIBVA_DRIVER_NAME", "LIBVA_DRIVERS_PATH", "VDPAU_DRIVER", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES"];

    /// <summary>The full path of ffmpeg.</summary>
    /// <param name="executable">A full path, or a name on the PATH.</param>
    /// <exception cref="FailureException">There is no such executable; the message says what to do.</exception>
    public static string Find(string executable) => ProgramPath.Find(
        executable, "Install ffmpeg 5.1 or later (on Debian: apt-get install ffmpeg), or write its full path into Ingest:FfmpegPath.");

    /// <summary>Starts one that decodes.</summary>
    /// <param name="executable">A full path, or a name on the PATH.</param>
    /// <param name="arguments">What it gets.</param>
    /// <param name="isAccelerated">Whether a device decodes: its driver maps more memory than a limit could allow for.</param>
    /// <exception cref="FailureException">There is no such executable.</exception>
    public static Process StartDecoder(string executable, IReadOnlyList<string> arguments, bool isAccelerated)
    {
        var command = new ChildCommand(Find(executable), arguments) { MemoryBytes = Decoding };
        return ChildProcess.Start(isAccelerated ? command with { MemoryBytes = null, Variables = OfAccelerators() } : command);
    }

    /// <summary>Starts one that encodes.</summary>
    /// <param name="executable">A full path, or a name on the PATH.</param>
    /// <param name="arguments">What it gets.</param>
    /// <exception cref="FailureException">There is no such executable.</exception>
    public static Process StartEncoder(string executable, IReadOnlyList<string> arguments) =>
        ChildProcess.Start(new ChildCommand(Find(executable), arguments) { MemoryBytes = Encoding });

    private static Dictionary<string, string> OfAccelerators() => AcceleratorVariables
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => variable.Value is not null)
        .ToDictionary(variable => variable.Name, variable => variable.Value!);
}
