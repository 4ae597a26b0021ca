using System.CommandLine;
using System.Globalization;
using System.Text;
using Analytics.Benchmarks.Chaos.Scenarios;
using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Chaos;

/// <summary><c>chaos</c>: breaks a real site on this machine, on purpose, and writes down what follows.</summary>
internal static class ChaosCommand
{
    private static readonly IReadOnlyList<IScenario> Scenarios =
    [
        new Kills(), new Departures(), new Partitions(), new Outage(), new Overload(), new ClockSteps(), new FullDisk(), new HealthFlood(),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var only = new Option<string[]>("--only")
        {
            HelpName = "NAME",
            Description = $"Runs only this trial; may be repeated: {string.Join(", ", Scenarios.Select(one => one.Name))}.",
            DefaultValueFactory = _ => [],
        };
        only.AcceptOnlyFromAmong([.. Scenarios.Select(one => one.Name)]);
        var kills = new Option<int>("--kills") { HelpName = "N", Description = "Number of nodes to kill.", DefaultValueFactory = _ => 20 };
        var outage = new Option<TimeSpan>("--outage")
        {
            HelpName = "LENGTH",
            Description = "Duration of the outage of all brokers.",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
        };
        var overload = new Option<TimeSpan>("--overload")
        {
            HelpName = "LENGTH",
            Description = "Duration of the overload.",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
        };
        var docs = new Option<string?>("--docs") { HelpName = "DIR", Description = "Folder for reliability.md." };
        var command = new Command(
            "chaos",
            "Injects failures into a real site on this machine and reports the results. Needs ANALYTICS_TEST_DATA and "
            + "ANALYTICS_TEST_TOOLS.")
        {
            only, kills, outage, overload, docs,
        };
        command.SetAction((parsed, _) => RunAsync(
            [.. Scenarios.Where(one => parsed.GetValue(only) is not { Length: > 0 } names || names.Contains(one.Name))],
            new ChaosOptions(parsed.GetValue(kills), parsed.GetValue(outage), parsed.GetValue(overload)), parsed.GetValue(docs)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<IScenario> scenarios, ChaosOptions options, string? docs)
    {
        try
        {
            var met = true;
            foreach (var scenario in scenarios)
            {
                Bench.Say($"{scenario.Name}: {scenario.About}");
                var findings = await FindAsync(scenario, options);
                met &= findings.All(finding => finding.IsMet);
                var part = Part(scenario, findings);
                await Console.Out.WriteAsync(part);
                if (docs is not null)
                {
                    await WriteAsync(Path.Combine(docs, "reliability.md"), scenario, part);
                }
            }

            return met ? 0 : 3;
        }
        catch (FailureException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Of(exception);
        }
    }

    // What does not come to pass is a finding, too; the other trials go on.
    private static async Task<IReadOnlyList<Finding>> FindAsync(IScenario scenario, ChaosOptions options)
    {
        try
        {
            return await scenario.RunAsync(options);
        }
        catch (TrialFailedException failed)
        {
            await Console.Error.WriteLineAsync($"error: {failed.Message}");
            return [new("the trial stopped early", failed.Message.Split(';')[0], "complete", false)];
        }
    }

    // A page holds what each trial found the last time.
    private static async Task WriteAsync(string file, IScenario scenario, string part)
    {
        var parts = File.Exists(file)
            ? (await File.ReadAllTextAsync(file)).Split(Heading)[1..].ToDictionary(old => old.Split('\n')[0], old => Heading + old)
            : [];
        parts[Capital(scenario.Name)] = part;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, $"{Head}\n{string.Concat(Scenarios.Select(one => parts.GetValueOrDefault(Capital(one.Name))))}");
    }

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string Part(IScenario scenario, IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder($"{Heading}{Capital(scenario.Name)}\n\n{Capital(scenario.About)}. {Machine.Describe()}.\n\n");
        text.Append("| | | goal | met |\n|---|---:|---:|---|\n");
        foreach (var finding in findings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {finding.What} | {finding.Value} | {finding.Goal} | "
                    + $"{(finding.Goal.Length == 0 ? "" : finding.IsMet ? "yes" : "**no**")} |\n");
        }

        return text.ToString();
    }

    private const string Heading = "\n## ";

    private const string Head = """
        # Reliability

        Written by `make chaos`: real processes, real brokers and RTSP cameras, all on one machine. Everything is measured from outside:
        in the broker, by an independent reader, and in the nodes' logs. It needs a folder of clips (`ANALYTICS_TEST_DATA`) and a folder
        with the script `kafka` that starts brokers (`ANALYTICS_TEST_TOOLS`). Partitions need root, iproute2, nftables and socat; the full
        disk needs root; the clock steps need faketime. Each broker holds one replica of each topic. All replicas but one must confirm a
        write (`min.insync.replicas`).
        """;
}
