using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Bus;

/// <summary>The broker that is measured on: one that is there, or one of its own.</summary>
internal sealed partial class BusBroker : IDisposable
{
    private const int Port = 29092;
    private readonly OwnKafka? _own;

    /// <summary>Takes the servers, or starts a broker.</summary>
    /// <exception cref="FailureException">There is neither.</exception>
    public BusBroker(string? servers)
    {
        _own = servers is null
            ? new(OwnKafka.Script, Path.Combine(Path.GetTempPath(), $"analytics-bench-kafka-{Environment.ProcessId}"), Port) : null;
        Servers = servers ?? _own!.Up(1, "log.segment.delete.delay.ms=1000");
    }

    /// <summary>Where it listens.</summary>
    public string Servers { get; }

    /// <summary>Whether it is one of our own: then its files, its time on processors and its perf tool can be seen.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>Time that a broker of our own has spent on processors (proc(5)).</summary>
    public TimeSpan Processor
    {
        get
        {
            if (_own is null)
            {
                return TimeSpan.Zero;
            }

            var process = File.ReadAllText(Path.Combine(_own.Folder, "0", "pid")).Trim();
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / 100); // utime and stime, in ticks of 1/100 s
        }
    }

    /// <summary>Bytes in the files of a topic: batches lie there as they came over the wire.</summary>
    public long BytesOf(string topic) =>
        Directory.EnumerateDirectories(Path.Combine(_own!.Folder, "0", "data"), $"{topic}-*")
            .SelectMany(partition => Directory.EnumerateFiles(partition, "*.log")).Sum(file => new FileInfo(file).Length);

    /// <summary>
    /// Records a second that Kafka's own perf tool brings into a topic, with the settings of our producer, and with the JVM's full
    /// compiler. Of each record the tool takes only a random line of a file.
    /// </summary>
    public double PerfTool(string topic, int records, int bytes, TimeSpan linger)
    {
        var lines = Path.Combine(_own!.Folder, "payload");
        var dice = new Random(2);
        var random = new byte[bytes * 3 / 4];
        File.WriteAllLines(lines, Enumerable.Range(0, 2000).Select(_ =>
        {
            dice.NextBytes(random);
            return Convert.ToBase64String(random);
        }));
        var output = _own.Run(
            "perf-produce", "--topic", topic, "--num-records", Text(records), "--payload-file", lines, "--throughput", "-1",
            "--producer-props", "acks=all", "compression.type=lz4", "enable.idempotence=true",
            $"linger.ms={Text(linger.TotalMilliseconds)}",
            "batch.size=1000000");
        return Number(Rate().Matches(output)[^1].Groups[1].Value);
    }

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"records sent, ([0-9.]+) records/sec")]
    private static partial Regex Rate();
}
