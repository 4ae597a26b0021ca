using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Contracts.Processes;

namespace Analytics.Benchmarks;

/// <summary>
/// Brokers of one's own, which the <c>kafka</c> script of the folder that <c>ANALYTICS_TEST_TOOLS</c> names starts, kills and wipes.
/// </summary>
/// <param name="script">The script.</param>
/// <param name="folder">Where they keep their files.</param>
/// <param name="port">Of the first one.</param>
internal sealed class OwnKafka(string script, string folder, int port) : IDisposable
{
    private const string ToolsVariable = "ANALYTICS_TEST_TOOLS";

    /// <summary>The script.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public static string Script => Environment.GetEnvironmentVariable(ToolsVariable) is { Length: > 0 } tools
        && Path.Combine(tools, "kafka") is var found && File.Exists(found)
        ? found
        : throw new NotFoundException(
            $"There is no Kafka to measure with: {ToolsVariable} must name a folder whose script 'kafka' starts one.");

    /// <summary>Where they keep their files, each in a folder of its number.</summary>
    public string Folder => folder;

    /// <summary>Whether brokers that are started leave the processors to all else, which they share here and nowhere else.</summary>
    public bool GiveWay { get; set; }

    /// <summary>Starts so many brokers, those that were killed too, and waits until they answer.</summary>
    /// <returns>Their addresses.</returns>
    public string Up(int brokers = 1, params string[] settings)
    {
        string[] up = [
            "up", "--brokers", brokers.ToString(CultureInfo.InvariantCulture), .. settings.SelectMany(one => new[] { "--set", one })];
        for (var tries = 1; ; tries++)
        {
            try
            {
                return Run(up).Trim();
            }
            catch (FailureException) when (!Directory.Exists(Path.Combine(folder, "0", "data")))
            {
                // Now and then Kafka's own tool refuses the random name of the cluster that it made up itself: one that begins with a dash.
                Dispose();
                if (tries > 1)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Runs the script: <c>kill 1</c>, <c>start 1</c>, …</summary>
    /// <exception cref="FailureException">It failed.</exception>
    public string Run(params string[] arguments)
    {
        string[] command = GiveWay ? ["nice", "-n", "19", script, .. arguments] : [script, .. arguments];
        var start = new ProcessStartInfo(
            ProgramPath.Find(command[0], "Install coreutils."), command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["KAFKA_DIR"] = folder;
        start.Environment["KAFKA_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=4";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidException($"'{script} {string.Join(' ', arguments)}' failed: {errors.Result.Trim()} {output.Result.Trim()}");
    }

    /// <summary>Stops all of them and deletes their files.</summary>
    public void Dispose() => Run("wipe");
}
