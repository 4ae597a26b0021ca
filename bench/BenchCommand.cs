using System.CommandLine;
using Analytics.Benchmarks.Bus;
using Analytics.Benchmarks.Chaos;
using Analytics.Benchmarks.Identification;
using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Benchmarks;

/// <summary>The command line of the bench.</summary>
internal static class BenchCommand
{
    /// <summary>Runs what was asked for; 0 when it ran, 2 when something it needs is missing, 4 when it is down.</summary>
    public static async Task<int> RunAsync(string[] arguments, IReadOnlyList<IMeasurement> measurements)
    {
        var only = new Option<string[]>("--only")
        {
            HelpName = "NAME",
            Description = $"Runs only this measurement; may be repeated: {string.Join(", ", measurements.Select(m => m.Name))}.",
            DefaultValueFactory = _ => [],
        };
        only.AcceptOnlyFromAmong([.. measurements.Select(m => m.Name)]);
        var runs = new Option<int>("--runs") { HelpName = "N", Description = "Runs of each measurement.", DefaultValueFactory = _ => 5 };
        runs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1))
            {
                result.AddError("--runs must be 1 or more.");
            }
        });
        var readme = new Option<string?>("--readme")
        {
            HelpName = "FILE",
            Description = "Also writes the lines with a goal between the markers of this file.",
        };
        var root = new RootCommand("Measures the pipeline on this machine and prints a table in Markdown. Needs ANALYTICS_TEST_DATA.")
        {
            only, runs, readme, IdentificationCommand.Create(), BusCommand.Create(), ChaosCommand.Create(),
        };
        root.SetAction((parsed, stop) => MeasureAsync(
            [.. measurements.Where(m => parsed.GetValue(only) is not { Length: > 0 } names || names.Contains(m.Name))],
            parsed.GetValue(runs), parsed.GetValue(readme)));
        return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = true,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(60), // a broker of our own is stopped and its files deleted
        });
    }

    private static async Task<int> MeasureAsync(IReadOnlyList<IMeasurement> measurements, int runs, string? readme)
    {
        try
        {
            if (readme is not null)
            {
                ReadmeSection.Check(readme);
            }

            await using var bench = await Bench.OpenAsync(runs);
            var report = new Report();
            foreach (var measurement in measurements)
            {
                Bench.Say($"{measurement.Name}: {measurement.About}");
                report.Add(measurement, await measurement.RunAsync(bench));
            }

            var machine = Machine.Describe();
            await Console.Out.WriteAsync(report.ToMarkdown(machine, runs));
            if (readme is not null)
            {
                ReadmeSection.Write(readme, report.ToMarkdown(machine, runs, goalsOnly: true));
            }

            return 0;
        }
        catch (FailureException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Of(exception);
        }
    }
}
