using System.Collections.Concurrent;
using Analytics.Runtime.Video;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>Says which ffmpeg decodes, once for each that is named: which file that is follows from PATH.</summary>
internal static class ProgramLog
{
    private static readonly ConcurrentDictionary<string, bool> Said = new();

    /// <summary>Says it unless it was said.</summary>
    /// <param name="logger">Logs it.</param>
    /// <param name="executable">As it is configured.</param>
    public static void Say(ILogger logger, string executable)
    {
        var program = FfmpegProgram.Find(executable);
        if (Said.TryAdd(program, true))
        {
            logger.LogInformation("Cameras are decoded by {Program}.", program);
        }
    }
}
