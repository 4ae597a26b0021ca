using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Bus;

/// <summary>
/// The broker that is measured on: one that is there, or one of its own, which the <c>kafka</c> script of the folder that
/// <c>ANALYTICS_TEST_TOOLS</c> names starts and wipes.
/// </summary>
internal sealed partial class BusBroker : IDisposable
{
    private const string ToolsVariable = "ANALYTICS_TEST_TOOLS";
    private readonly string? _script;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"analytics-bench-kafka-{Environment.ProcessId}");
    private readonly string _port = Environment.GetEnvironmentVariable("KAFKA_PORT") ?? "29092";

    private BusBroker(string? script, string? servers) => (_script, Servers) = (script, servers ?? "");

    /// <summary>Where it listens.</summary>
    public string Servers { get; private set; }

    /// <summary>Whether it is one of our own: then its files, its time on processors and its perf tool can be seen.</summary>
    public bool IsOwn => _script is not null;

    /// <summary>Time that a broker of our own has spent on processors (proc(5)).</summary>
    public TimeSpan Processor
    {
        get
        {
            if (!IsOwn)
            {
                return TimeSpan.Zero;
            }

            var process = File.ReadAllText(Path.Combine(_folder, "0", "pid")).Trim();
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / 100); // utime and stime, in ticks of 1/100 s
        }
    }

    /// <summary>Takes the servers, or starts a broker.</summary>
    /// <exception cref="UserErrorException">There is neither.</exception>
    public static BusBroker Open(string? servers)
    {
        if (servers is not null)
        {
            return new(null, servers);
        }

        var script = Environment.GetEnvironmentVariable(ToolsVariable) is { Length: > 0 } folder ? Path.Combine(folder, "kafka") : null;
        if (script is null || !File.Exists(script))
        {
            throw new UserErrorException("There is no Kafka to measure on. Name one with --servers HOST:PORT, or name in "
                + $"{ToolsVariable} a folder whose script 'kafka' starts one.");
        }

        var broker = new BusBroker(script, null);
        try
        {
            broker.Servers = broker.Run("up", "--set", "log.segment.delete.delay.ms=1000").Trim();
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>Bytes in the files of a topic: batches lie there as they came over the wire.</summary>
    public long BytesOf(string topic) =>
        Directory.EnumerateDirectories(Path.Combine(_folder, "0", "data"), $"{topic}-*")
            .SelectMany(partition => Directory.EnumerateFiles(partition, "*.log")).Sum(file => new FileInfo(file).Length);

    /// <summary>
    /// Records a second that Kafka's own perf tool brings into a topic, with the settings of our producer, and with the JVM's full compiler.
    /// Of each record the tool takes only a random line of a file.
    /// </summary>
    public double PerfTool(string topic, int records, int bytes, TimeSpan linger)
    {
        var lines = Path.Combine(_folder, "payload");
        var dice = new Random(2);
        var random = new byte[bytes * 3 / 4];
        File.WriteAllLines(lines, Enumerable.Range(0, 2000).Select(_ =>
        {
            dice.NextBytes(random);
            return Convert.ToBase64String(random);
        }));
        var output = Run(
            "perf-produce", "--topic", topic, "--num-records", Text(records), "--payload-file", lines, "--throughput", "-1",
            "--producer-props", "acks=all", "compression.type=lz4", "enable.idempotence=true", $"linger.ms={Text(linger.TotalMilliseconds)}",
            "batch.size=1000000");
        return Number(Rate().Matches(output)[^1].Groups[1].Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsOwn)
        {
            Run("wipe");
        }
    }

    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(_script!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_DIR"] = _folder;
        start.Environment["KAFKA_PORT"] = _port;
        start.Environment["_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=4";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result
            : throw new UserErrorException($"'{_script} {string.Join(' ', arguments)}' failed: {errors.Result.Trim()} {output.Result.Trim()}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"records sent, ([0-9.]+) records/sec")]
    private static partial Regex Rate();
}
