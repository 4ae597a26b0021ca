using System.Diagnostics;
using System.Text.Json;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Chaos.Scenarios;

/// <summary>The disk that takes the alerts is full.</summary>
internal sealed class FullDisk : IScenario
{
    private const int Cameras = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public string About =>
        "four cameras on two nodes. The alert file is on its own disk of 2 MB, which is full for 60 s. Meanwhile the node that "
        + "writes the file gets SIGKILL and is restarted";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(ChaosOptions options)
    {
        using SmallDisk disk = new(kilobytes: 2048);
        var file = Path.Combine(disk.Folder, "alerts.jsonl");
        await using var site = await ChaosSite.OpenAsync(Cameras, vision: 2, settings: ChaosSite.ShortEpisodes, centre: ["--alerts", file]);
        await site.UntilAsync("some alerts are written", () => Written(file).Count > 0);

        disk.Fill();
        var (before, raised) = (Written(file).Count, site.Witness.Alerts.Count);
        Bench.Say($"the disk is full after {before} lines");
        await Task.Delay(Length / 2);
        var whileFull = Written(file).Count - before;
        site.Centre.Kill();
        await site.StartAgainAsync(site.Centre);
        await Task.Delay(Length / 2);
        raised = site.Witness.Alerts.Count - raised;
        disk.Free();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await site.UntilWitnessedAsync();
        var alerts = site.Witness.Alerts.Select(Key).ToHashSet();
        await site.UntilAsync("all alerts are written", () => alerts.IsSubsetOf(Written(file)));
        var (lines, torn) = (Written(file), Torn(file));
        return
        [
            Finding.Fact("alerts in the broker", alerts.Count),
            new("alerts raised while the disk was full", $"{raised}", "> 0", raised > 0),
            Finding.Fact("lines written to the full disk", whileFull),
            Finding.Exactly("alerts without a line after the disk has space again", alerts.Except(lines).Count()),
            Finding.Exactly("lines that are not alerts", torn),
            Finding.Exactly("alerts with two lines", lines.Count - lines.Distinct().Count()),
            Finding.Exactly("nodes that exited unexpectedly", site.Nodes.Count(node => node.ExitCode is not (null or 0))),
            .. (await Audit.OfAsync(site)).Select(AfterKill),
        ];
    }

    // Who is killed sends again what it sent within its last two seconds (ADR 11); the lines above show that readers drop it.
    private static Finding AfterKill(Finding finding) =>
        finding.What == Audit.RaisedTwice ? new("duplicate alerts of the killed node (readers ignore them by id)", finding.Value) : finding;

    private static string Key(Alert alert) => $"{alert.Id} {alert.State}".ToUpperInvariant();

    private static List<string> Written(string file) =>
        [.. Lines(file).Where(line => line is not null)
            .Select(line =>
                $"{line!.Value.GetProperty("id").GetString()} {line.Value.GetProperty("state").GetString()}".ToUpperInvariant())];

    private static int Torn(string file) => Lines(file).Count(line => line is null);

    private static IEnumerable<JsonElement?> Lines(string file) => File.Exists(file) ? File.ReadAllLines(file).Select(Parsed) : [];

    private static JsonElement? Parsed(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A file system in memory, which root may mount.
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(int kilobytes)
        {
            Folder = Directory.CreateTempSubdirectory("analytics-disk").FullName;
            Run("/usr/bin/mount", "-t", "tmpfs", "-o", $"size={kilobytes}k,mode=0700", "tmpfs", Folder);
        }

        public string Folder { get; }

        private string Ballast => Path.Combine(Folder, "ballast");

        // Down to the last byte: what is open is written on within its last page otherwise.
        public void Fill()
        {
            using FileStream ballast = new(Ballast, FileMode.Append);
            try
            {
                while (true)
                {
                    ballast.Write(new byte[4096]);
                    ballast.Flush();
                }
            }
            catch (IOException)
            {
                // It is full.
            }
        }

        public void Free() => File.Delete(Ballast);

        public void Dispose()
        {
            Run("/usr/bin/umount", "--lazy", Folder);
            Directory.Delete(Folder);
        }

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidException(
                    $"'{program} {string.Join(' ', arguments)}' failed: {errors.Trim()} This trial mounts a small disk: run it as root.");
            }
        }
    }
}
