using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Benchmarks;

/// <summary>Names what was measured on: figures mean nothing without it.</summary>
internal static class Machine
{
    /// <summary>One line: processor, cores, memory, system, runtimes, date.</summary>
    public static string Describe() => string.Join(", ",
        Processor(), $"{Environment.ProcessorCount} cores", $"{Gibibytes()} GiB", OperatingSystemName(),
        RuntimeInformation.FrameworkDescription, $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string Processor() =>
        Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string OperatingSystemName() =>
        Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;

    private static long Gibibytes() =>
        (long)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30), MidpointRounding.AwayFromZero);

    private static string? Value(string file, string name, char separator) => File.Exists(file)
        ? File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim()).FirstOrDefault()
        : null;
}
