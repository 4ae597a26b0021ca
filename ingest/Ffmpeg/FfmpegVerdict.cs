using System.Globalization;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>Says in a sentence why a decoder ended.</summary>
internal static class FfmpegVerdict
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>The run was ended from our side.</summary>
    public static readonly RunEnd Killed = new("the decoder was stopped", Failed: false);

    /// <summary>Judges a decoder that has closed its pipes.</summary>
    /// <param name="spec">The camera.</param>
    /// <param name="log">What it said.</param>
    /// <param name="exitCode">128 + n after signal n.</param>
    /// <param name="frames">How many frames came.</param>
    /// <param name="last">Presentation time of the last one.</param>
    public static RunEnd Of(CameraSpec spec, FfmpegLog log, int exitCode, int frames, TimeSpan? last)
    {
        var name = spec.Source.IsLive ? spec.Source.ToString() : Path.GetFileName(spec.Source.Files[0]);
        if (exitCode > 128)
        {
            return new RunEnd($"the decoder of {name} was killed by signal {exitCode - 128}", Failed: true);
        }

        if (exitCode != 0 || frames == 0)
        {
            var explanation = Explain(log, spec.Source);
            return new RunEnd(spec.Source.IsLive ? explanation : $"{name} cannot be read: {explanation}", Failed: true);
        }

        if (spec.Source.IsLive)
        {
            return new RunEnd("the stream ended", Failed: true);
        }

        return log.EndsTooEarly && log.DeclaredEnd is { } declared && last is { } end && declared - end > Tolerance
            ? new RunEnd(string.Create(CultureInfo.InvariantCulture,
                $"{name} ends at {end.TotalSeconds:0.0} s of {declared.TotalSeconds:0.0} s: the file is truncated"), Failed: true)
            : new RunEnd("end of file", Failed: false);
    }

    /// <summary>
    /// The last line of the log, without the name of the input. "Invalid data" alone says nothing: the line before it does.
    /// </summary>
    public static string Explain(FfmpegLog log, CameraSource source)
    {
        var lines = log.LastLines().Where(line => !line.StartsWith("Impossible to open", StringComparison.Ordinal)).ToArray();
        if (lines.Length == 0)
        {
            return "no picture in it";
        }

        var last = WithoutInput(lines[^1], source);
        var generic = last.StartsWith("Invalid data found", StringComparison.Ordinal)
            || last.StartsWith("Input/output", StringComparison.Ordinal)
            || last.StartsWith("Conversion failed", StringComparison.Ordinal);
        var shown = generic && lines.Length > 1 ? $"{WithoutInput(lines[^2], source)} ({last})" : last;
        return source.MaskIn(shown);
    }

    private static string WithoutInput(string line, CameraSource source)
    {
        foreach (var input in source.Files.Select(file => $"file:{file}: ").Prepend("pipe:0: "))
        {
            if (line.StartsWith(input, StringComparison.Ordinal))
            {
                return line[input.Length..];
            }
        }

        return line;
    }
}
